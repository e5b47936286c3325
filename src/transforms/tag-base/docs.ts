import { latestTagsDate } from '../../catalog/latest-tags.ts'
import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'A name without a tag means latest, and latest is another image after each release. A build next month starts from it ' +
    'with nothing changed in the repository: another major version of the language, another release of the ' +
    'distribution. A machine that has an older latest keeps building on that one. For official images the tag is known that names ' +
    'the same image today; it is written where the project fits it: the manifests allow that version of the language, every package that apk ' +
    'adds is in that release of Alpine, or nothing of the release is used at all.',
  risks:
    'All other bases are reported, with what latest means: which version an old file was meant for is not in it. Where a manifest asks for another version, that is said. ' +
    'Tags are those of the day that the data has; when it is more than half a year old, nothing is written. Images that are published under latest alone, such as ' +
    'distroless ones, can be named by their digest. A base that the same pipeline builds a moment before may well be latest; an ignore comment says so. ' +
    'A tag in a variable is left to those who set it, scratch and stages of the file are left out.',
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://github.com/docker-library/official-images',
    'https://github.com/hadolint/hadolint/wiki/DL3006',
    'https://github.com/hadolint/hadolint/wiki/DL3007',
  ],
  details: () => `What latest means is known as of ${latestTagsDate()}.`,
}
