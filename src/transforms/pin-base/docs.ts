import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'A tag is a name that its owner moves: node:20 is another image after each release, and another one on a machine that has an old ' +
    'copy. A digest is the image itself. With both, name:tag@sha256:…, everybody builds from the same image, nobody who gets hold of ' +
    'the tag can slip another one in, and the file still says which version it is. The digest is that of the index, so that each ' +
    'platform finds its own image behind it.',
  risks:
    'What is pinned is no longer updated by itself: without somebody who refreshes it, fixes of the base never arrive. The form is the one ' +
    'that Renovate keeps up to date; --refresh-digests does it without. The image of today stays the same where the ' +
    'builder has no older copy of the tag, and the change is still for review, since each later build would have been another one. ' +
    'What a compose or bake file of the project builds, or names as a build context, is left alone; an image that is built locally in another way, under a name which a registry ' +
    'has, too, is then taken from the registry. Registries that delete old images break the build with them.',
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.renovatebot.com/docker/#digest-pinning',
    'https://distribution.github.io/distribution/spec/api/#pulling-an-image-manifest',
    'https://distribution.github.io/distribution/spec/auth/token/',
    'https://docs.docker.com/docker-hub/usage/pulls/',
  ],
  details: () => DETAILS,
}

const DETAILS = `## What is pinned

FROM, COPY --from, RUN --mount=from= and the # syntax= line: whatever the build takes from a registry by a tag, as Renovate does with
\`docker:pinDigests\`. Where FROM ends with an ARG, as in \`FROM node:\${NODE_VERSION}\`, the digest goes into its
default, \`ARG NODE_VERSION=20@sha256:…\`: a build that gives another version gives another image with it. Where the variable stands elsewhere, or
something else uses it, the file is left alone. What is pinned already stays, unless --refresh-digests asks for it.

## How a registry is asked

Only where this transform was asked for by its id, and never with --offline or --safe. One HEAD request for an image and run, which Docker Hub does not
count as a pull; four at a time.

| | |
| --- | --- |
| Credentials | of the Docker configuration, \`~/.docker/config.json\` or in the folder \`DOCKER_CONFIG\`: \`auths\`, \`credHelpers\`, \`credsStore\`; \`DOCKER_AUTH_CONFIG\` goes first. Then those of podman, buildah and skopeo: \`containers/auth.json\` in \`XDG_RUNTIME_DIR\` and in \`~/.config\`, with keys for parts of a registry; a file that \`REGISTRY_AUTH_FILE\` names goes before all. They are sent to the registry that they are for and to the token server it names, and to no other host |
| Proxies | \`HTTPS_PROXY\`, \`HTTP_PROXY\` and \`NO_PROXY\`, in capitals or not, as Docker reads them |
| Certificates | those of node, and those that \`NODE_EXTRA_CA_CERTS\` names |
| Without TLS | registries on this machine, and those that \`--insecure-registry\` names |
| Patience | 20 seconds for an answer; four attempts, as far apart as \`Retry-After\` says up to a minute |

What a registry does not know, does not give out or does not answer is left alone, with the reason.`
