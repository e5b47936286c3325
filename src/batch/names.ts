const DOCKERFILE = /^(?:Dockerfile|Dockerfile[.-].+|.*\.[Dd]ockerfile|Containerfile.*)$/
const TEMPLATE = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|ejs|hbs|mustache|gotmpl|ctmpl|liquid|m4|in)$/

export type NameKind = 'dockerfile' | 'template' | 'other'

/** What the name of a file says about it; `name` has no folders in front. */
export function kindOfName(name: string): NameKind {
  if (name.endsWith('.dockerignore')) return 'other'
  const template = TEMPLATE.exec(name)
  if (template && DOCKERFILE.test(name.slice(0, template.index))) return 'template'
  return DOCKERFILE.test(name) ? 'dockerfile' : 'other'
}

/** The suffix that marks a template, such as `.j2`. */
export function templateSuffix(name: string): string {
  return TEMPLATE.exec(name)?.[0] ?? ''
}
