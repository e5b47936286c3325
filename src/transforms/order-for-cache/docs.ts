import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'A builder reuses a layer as long as nothing that it is made from has changed. Where all sources are copied in front of the install, every ' +
    'change of a source has the dependencies fetched and built anew, in every build on every machine. With the manifests and lock files ' +
    'alone in front of it, that is done when they change, and the sources come behind it.',
  risks:
    'What the install reads is found out from the build context: settings of the package manager, workspaces, local packages, patches, and what the ' +
    'scripts of the project call. A change is safe where nothing that runs during the install can see the difference; where scripts of packages run, or ' +
    'the lock file may be written anew, it is one to review. Whatever of the build context lies where the install puts its packages would go over them: ' +
    'keep node_modules and the like in .dockerignore.',
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
}
