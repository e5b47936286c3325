import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** The temporary folder of one run: what is built lies here, outside every build context. */
export interface Workshop {
  readonly folder: string
  /** For files of any kind that live no longer than the run. */
  readonly scratch: string
  /** Lays a Dockerfile out for a build, with the ignore file that goes by its name. */
  layOut(name: string, text: string, ignoreFile: string | undefined, ignoreText?: string): Promise<LaidOut>
  /** A new file for the output of a builder. */
  logFile(label: string): string
  /** Removes everything but the logs; the logs too unless they are wanted. */
  close(keepLogs: boolean): Promise<void>
}

export interface LaidOut {
  readonly dockerfile: string
  readonly ignoreFile: string | undefined
}

/** @throws where the folder cannot be made */
export async function openWorkshop(temporary: string, logFolder: string | undefined): Promise<Workshop> {
  const folder = await mkdtemp(join(temporary, 'dfopt-verify-'))
  const scratch = join(folder, 'scratch')
  const logs = logFolder ?? join(folder, 'logs')
  await mkdir(scratch)
  await mkdir(logs, { recursive: true })
  let builds = 0
  let logFiles = 0
  return {
    folder,
    scratch,
    async layOut(name, text, ignoreFile, ignoreText) {
      builds += 1
      const place = join(folder, `build-${builds}`)
      await mkdir(place)
      const dockerfile = join(place, basename(name))
      await writeFile(dockerfile, text)
      if (ignoreFile === undefined && ignoreText === undefined) return { dockerfile, ignoreFile }
      // BuildKit looks for it here and under this name before it looks into the context.
      const copy = `${dockerfile}.dockerignore`
      if (ignoreText !== undefined) await writeFile(copy, ignoreText)
      else if (ignoreFile !== undefined) await copyFile(ignoreFile, copy)
      return { dockerfile, ignoreFile: copy }
    },
    logFile(label) {
      logFiles += 1
      return join(logs, `${String(logFiles).padStart(2, '0')}-${label}.log`)
    },
    async close(keepLogs) {
      if (keepLogs || logFolder !== undefined) {
        await rm(scratch, { recursive: true, force: true })
        for (let build = 1; build <= builds; build += 1)
          await rm(join(folder, `build-${build}`), { recursive: true, force: true })
        if (logFolder !== undefined) await rm(folder, { recursive: true, force: true })
      } else await rm(folder, { recursive: true, force: true })
    },
  }
}
