import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'COPY . . takes along whatever lies in the repository, now and later: tests, documents, settings of CI and of editors, and whatever somebody ' +
    'leaves there. All of it is in the image for whoever pulls that, and a change of any of it makes the layer and all behind it anew. A list of ' +
    'what the application reads has none of that.',
  risks:
    'Left out is only what a repository has for those who work on it, and what no source, manifest or command of the stage names. A program that ' +
    'looks through its whole folder, or puts such a name together, does not find it any more. What comes later has to be added to the list: ' +
    'a folder that is missing there is missing in the image. A link at the top of the build context is copied as what it leads to.',
  references: [
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
    'https://docs.docker.com/reference/dockerfile/#copy',
  ],
}
