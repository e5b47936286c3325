import { operandsOf } from '../../shell/changed-paths.ts'
import { commandsOf, walk } from '../../shell/commands.ts'
import type { Script } from '../../shell/script.ts'

// Programs that ask nothing of the directory at hand, whatever their words.
const ANYWHERE =
  /^(?:apt-get|apt|apk|yum|dnf|microdnf|zypper|useradd|groupadd|adduser|addgroup|usermod|userdel|deluser|locale-gen|update-locale|ldconfig|update-ca-certificates|a2enmod|a2ensite|a2dissite|echo|printf|true|set|export|passwd|chpasswd|service|systemctl|dpkg-reconfigure|debconf-set-selections)$/
// Programs that ask nothing of it as long as their operands are absolute.
const BY_PATH = /^(?:ln|mkdir|rm|rmdir|cp|mv|chmod|chown|chgrp|touch|cat|tee|sed|install|test|\[)$/

/** True for a script that does the same in whatever directory it starts. */
export function staysElsewhere(script: Script): boolean {
  const commands = commandsOf(script)
  const named = commands.every((command) => {
    const { name } = command
    if (name === undefined) return command.syntax.name === undefined
    if (ANYWHERE.test(name))
      return !command.args.some((word) => /^\.{0,2}\//.test(word.text) && !word.text.startsWith('/'))
    if (!BY_PATH.test(name)) return false
    const operands = operandsOf(command)
    const paths = /^(?:chmod|chown|chgrp|sed)$/.test(name) ? operands.slice(1) : operands
    return paths.every((path) => path.startsWith('/'))
  })
  if (!named) return false
  let absolute = true
  walk(script.syntax, [], (node) => {
    if (node.type === 'Redirect' && node.target && !/^(?:["']?\/|&|\d|-)/.test(node.target.text))
      absolute = false
  })
  return absolute
}
