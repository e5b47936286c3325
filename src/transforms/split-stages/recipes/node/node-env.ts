// NODE_ENV=production, which goes with a node_modules without development dependencies.
import { keyValues } from '../../../../dockerfile/words.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import type { ProgramSources } from './program-sources.ts'

/** Packages and frameworks that take settings by it. */
const CHOOSES =
  /^(?:config|node-config-ts|sequelize(?:-cli|-typescript)?|knex|objection|dotenv-flow|env-cmd|@dotenvx\/.*|sails|@strapi\/strapi|@adonisjs\/core|@loopback\/.*|@feathersjs\/configuration|loopback|convict|confidence|confit|nconf|keystone|eggjs|egg|midway|node-env-file)$/

/** Why the variable is left alone; undefined where nothing of the project asks for it. */
export function readsNodeEnv(
  { document, stage, starting }: Subject,
  { dependencies, files }: NodeProject,
  { texts }: ProgramSources,
): string | undefined {
  const isSet = stage.instructions.some(
    ({ keyword, args }) =>
      /^(?:ENV|ARG)$/.test(keyword) &&
      (keyValues(args.text, document.escape) ?? []).some(({ key }) => key === 'NODE_ENV'),
  )
  if (isSet) return 'the file sets it'
  if (texts.some((text) => text.includes('NODE_ENV'))) return 'the sources read it'
  const chooses = [...dependencies].find((name) => CHOOSES.test(name))
  if (chooses !== undefined) return `${chooses} chooses settings by it`
  if (starting.some(({ command }) => command.assignments.includes('NODE_ENV'))) return 'what starts sets it'
  const others = (files.list('') ?? []).filter((name) =>
    /^\.env|^ecosystem\.config|^process\.(?:json|ya?ml)$/.test(name),
  )
  return others.some((name) => files.read(name)?.includes('NODE_ENV') === true)
    ? 'a file of settings names it'
    : undefined
}
