// Loaded before dfopt: makes writing to any file that it opens fail as it does on a full disk.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { writeSync } = fs
fs.writeSync = (file, ...rest) => {
  if (file <= 2) return writeSync(file, ...rest)
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
}
syncBuiltinESMExports()
