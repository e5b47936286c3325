// Programs that build sites, and their servers for development, which build the site again whenever they start.

interface DevelopmentServer {
  /** The words that start it, and what must not follow. */
  readonly words: RegExp
  readonly build: string
  readonly folder: string
}

// As their documentation has them.
const DEVELOPMENT: readonly DevelopmentServer[] = [
  { words: /^vite(?: (?:dev|serve))?(?: -|$)/, build: 'vite build', folder: 'dist' },
  { words: /^ng (?:serve|s)(?= |$)/, build: 'ng build', folder: 'dist/<project>' },
  {
    words: /^(?:react-scripts|craco|react-app-rewired) start(?= |$)/,
    build: 'react-scripts build',
    folder: 'build',
  },
  { words: /^vue-cli-service serve(?= |$)/, build: 'vue-cli-service build', folder: 'dist' },
  {
    words: /^(?:webpack serve|webpack-dev-server)(?= |$)/,
    build: 'webpack --mode production',
    folder: 'dist',
  },
  { words: /^rsbuild dev(?= |$)/, build: 'rsbuild build', folder: 'dist' },
  { words: /^astro(?: (?:dev|start))?$|^astro (?:dev|start) /, build: 'astro build', folder: 'dist' },
  { words: /^gatsby develop(?= |$)/, build: 'gatsby build', folder: 'public' },
  { words: /^docusaurus start(?= |$)/, build: 'docusaurus build', folder: 'build' },
  {
    words: /^(?:vitepress|vuepress) (?:dev|serve)(?= |$)/,
    build: 'vitepress build',
    folder: '.vitepress/dist',
  },
  { words: /^eleventy .*--(?:serve|watch)/, build: 'eleventy', folder: '_site' },
  { words: /^hugo (?:server|serve)(?= |$)/, build: 'hugo', folder: 'public' },
  { words: /^jekyll (?:serve|s|server)(?= |$)/, build: 'jekyll build', folder: '_site' },
  { words: /^mkdocs serve(?= |$)/, build: 'mkdocs build', folder: 'site' },
  { words: /^ionic serve(?= |$)/, build: 'ionic build', folder: 'www' },
  { words: /^quasar dev(?= |$)/, build: 'quasar build', folder: 'dist/spa' },
  { words: /^hexo (?:server|s)(?= |$)/, build: 'hexo generate', folder: 'public' },
  {
    words: /^(?:storybook dev|start-storybook)(?= |$)/,
    build: 'storybook build',
    folder: 'storybook-static',
  },
  { words: /^(?:live-server|lite-server)(?= |$)/, build: 'the build of the site', folder: 'dist' },
]

export function developmentServer(words: readonly string[]): DevelopmentServer | undefined {
  const text = words.join(' ')
  return DEVELOPMENT.find((each) => each.words.test(text))
}

const BUILDS =
  /^(?:vite build|ng build|(?:react-scripts|craco|react-app-rewired) build|vue-cli-service build|webpack(?! (?:serve|watch))|rsbuild build|rollup|esbuild|tsup|astro build|gatsby build|docusaurus build|vitepress build|vuepress build|eleventy|hugo|jekyll build|mkdocs build|ionic build|quasar build|hexo (?:generate|g)|storybook build|build-storybook|parcel build|next (?:build|export)|nuxt (?:generate|build)|nuxi (?:generate|build)|svelte-kit build|umi build|stencil build|expo export|ember build|elm|elm-app build|trunk build|gulp|grunt|nx (?:build|run)|turbo|make|node|tsc|preact build|polymer build|snowpack build|zola build|sphinx-build|pelican|gitbook build|honkit build|slidev build|hb build|farm build|rspack build|(?:npm|yarn|pnpm|bun) (?:.* )?(?:build|generate|export)[\w:-]*|python[\d.]* (?:\S+\.py|-m (?:mkdocs|sphinx|pelican))|rake)(?![\w-])/

/** True for a command that may make the files of a site. */
export function buildsSite(words: readonly string[]): boolean {
  return BUILDS.test(words.join(' '))
}
