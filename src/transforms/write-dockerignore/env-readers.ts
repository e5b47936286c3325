// What reads .env files by itself, each with the page that says so.
import type { Known } from './known.ts'

export const ENV_READERS: readonly Known[] = [
  {
    what: 'words of its own about .env',
    // import.meta.env and process.env are something else.
    pattern: /(?<![\w.)\]])\.env(?![\w(])|--env-file|env_file|ENV_FILE|(?:source|\.)\s+\S*\.env\b/,
    source: 'https://nodejs.org/api/cli.html#--env-fileconfig',
  },
  {
    what: 'a library that reads .env files',
    pattern:
      /dotenv|DotNetEnv|["']?environs\b|python-decouple|from decouple|django-environ|envparse|\benvy\b|phpenv|env-cmd|env-var\b/i,
    source: 'https://www.npmjs.com/package/dotenv',
  },
  {
    what: 'settings of pydantic',
    pattern: /pydantic[-_]settings|BaseSettings/,
    source: 'https://docs.pydantic.dev/latest/concepts/pydantic_settings/#dotenv-env-support',
  },
  {
    what: 'flask, which reads .env where python-dotenv is there',
    pattern: /\bflask\b/i,
    source: 'https://flask.palletsprojects.com/en/stable/cli/#environment-variables-from-dotenv',
  },
  {
    what: 'a framework that reads .env files when it builds or starts',
    pattern:
      /"(?:next|vite|nuxt3?|astro|expo|gatsby|react-scripts|umi|vinxi|parcel|storybook|blitz|directus|wrangler|medusa|quasar|nitro(?:pack)?|h3|c12|keystone|payload|hardhat|serverless|sst|convex|inngest|drizzle-kit|typeorm|prisma|web-ext-plugin|razzle|snowpack|poi|waku|vitepress|electron-vite)"|"@(?:nestjs\/config|vue\/cli-service|sveltejs\/kit|remix-run\/\w+|react-router\/\w+|adonisjs\/\w+|strapi\/\w+|redwoodjs\/\w+|quasar\/\w+|rsbuild\/\w+|modern-js\/\w+|storybook\/\w+|tanstack\/\w+start|prisma\/client|umijs\/\w+|medusajs\/\w+|directus\/\w+|farmfe\/\w+|docusaurus\/\w+|builder\.io\/qwik\S*|solidjs\/start|analogjs\/\w+|keystone-\d+\/\w+|payloadcms\/\w+)"/,
    source: 'https://vite.dev/guide/env-and-mode.html#env-files',
  },
  {
    what: 'nx, which reads .env files for its tasks',
    pattern: /["']nx["']|@nrwl\/|["']lerna["']/,
    source: 'https://nx.dev/recipes/tips-n-tricks/define-environment-variables',
  },
  {
    what: 'bun or deno, which read .env files',
    pattern: /\bbunx?\b|\bdeno\b/,
    source: 'https://bun.sh/docs/runtime/env',
  },
  {
    what: 'foreman or its kin, which read .env',
    pattern: /\b(?:foreman|honcho|overmind|hivemind|goreman|nf\s+start)\b|node-foreman|direnv/,
    source: 'https://ddollar.github.io/foreman/#ENVIRONMENT',
  },
  {
    what: 'a framework of PHP that reads .env',
    pattern:
      /laravel\/|symfony\/|vlucas|codeigniter4|lumen|statamic\/|october\/|craftcms\/|shopware\/|roots\/bedrock|spatie\/|yiisoft\/|cakephp\/|hyperf\/|topthink\//i,
    source: 'https://laravel.com/docs/configuration#environment-configuration',
  },
  {
    what: 'quarkus, which reads .env',
    pattern: /quarkus/i,
    source: 'https://quarkus.io/guides/config-reference#env-file',
  },
  {
    what: 'a library of Go that reads .env files',
    pattern:
      /viper|cleanenv|caarlos0\/env|joeshaw\/envdecode|koanf|sethvargo\/go-envconfig|configor\b|go-zero/,
    source: 'https://github.com/spf13/viper',
  },
  {
    what: 'foundry, which reads .env',
    pattern: /foundry\.toml|forge-std|\bforge\s+(?:build|script|test)\b/,
    source: 'https://getfoundry.sh/config/overview',
  },
]

/** The same for what a Dockerfile runs. */
export const ENV_COMMANDS: readonly Known[] = [
  {
    what: 'pipenv run, which reads .env',
    pattern: /\bpipenv\s+(?:run|shell)\b/,
    source: 'https://pipenv.pypa.io/en/latest/shell.html#automatic-loading-of-env',
  },
  {
    what: 'a task runner that reads .env',
    pattern: /\b(?:just|mise|task|make|rake)\s+\w/,
    source: 'https://mise.jdx.dev/environments/',
  },
]
