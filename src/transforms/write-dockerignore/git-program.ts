import { dotnetImage } from '../../catalog/dotnet-images.ts'
import { officialImage } from '../../catalog/image-name.ts'
import type { Document } from '../../dockerfile/document.ts'

// By the Dockerfiles of the images: the ones of Debian without the packages of scm in src/catalog/data/image-contents.json, those of
// Alpine in github.com/docker-library (golang's Dockerfile-linux.template adds ca-certificates alone).
const NEVER = /^(?:alpine|busybox|debian|ubuntu|php|scratch)$/
const SLIM = /^(?:node|python|ruby|rust|perl|openjdk)$/
const ALPINE = /^(?:golang|node|python|ruby|rust)$/
/** Packages that are git or bring it. */
const BRINGS_GIT = /\b(?:git|git-\w+|composer|npm|golang|golang-go|cargo|devscripts|build-deps?|gradle)\b/

/** False where no stage has the program git, so that what asks it does nothing. */
export function mayHaveGit({ stages, instructions }: Document): boolean {
  const isInstalled = instructions.some(
    ({ keyword, args }) =>
      keyword === 'RUN' && /\b(?:install|add)\b/.test(args.text) && BRINGS_GIT.test(args.text),
  )
  return (
    isInstalled || stages.some(({ parent, resolvedBase }) => parent === undefined && !lacksGit(resolvedBase))
  )
}

function lacksGit(base: string | undefined): boolean {
  if (base === undefined) return false
  if (base === 'scratch' || base.startsWith('gcr.io/distroless/')) return true
  const image = officialImage(base)
  if (!image) return false
  const { name, tag = '' } = image
  if (NEVER.test(name)) return true
  return (/\bslim\b/.test(tag) && SLIM.test(name)) || (/\balpine/.test(tag) && ALPINE.test(name))
}

/** True where every SDK of .NET is older than release 8, which reads the history of a project. */
export function hasOldSdk({ stages }: Document): boolean {
  const tags = stages.flatMap(({ resolvedBase = '' }) => {
    const image = dotnetImage(resolvedBase)
    return image?.name === 'sdk' ? [image.tag] : []
  })
  return tags.length > 0 && tags.every((tag) => Number(/^\d+/.exec(tag)?.[0] ?? Infinity) < 8)
}
