import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'An image that is given up is not built again: no fixes of what it brings, and one day its registry deletes it, as happened to microsoft/dotnet. ' +
    'Its makers name what to take instead. Where that is the same image under another name (k8s.gcr.io, mcr.microsoft.com/dotnet/core, ' +
    'microsoft/dotnet of 2.1), the name is changed. Where another image does the same (eclipse-temurin for java, openjdk and adoptopenjdk; node and alpine for ' +
    'mhart/alpine-node and gliderlabs/alpine), it is changed to the tag of the same version, kind (JDK or JRE) and C library, when nothing ' +
    'in the file needs what only the old one has: paths of its Java, programs such as git and unzip, packages that go by another name, an account with the number 1000.',
  risks:
    'eclipse-temurin is made from Ubuntu where openjdk was made from Debian, has the newest update of the version where the old tag may have named one, ' +
    'sets LANG and LC_ALL to en_US.UTF-8 and has an entry point that imports certificates when USE_SYSTEM_CA_CERTS is set. Its alpine tags of Java 8, 11 and 17 are ' +
    'built for amd64 alone. What a start script from outside the file calls is not seen. Images without one clear successor are reported, centos among them.',
  references: [
    'https://github.com/docker-library/docs/blob/master/openjdk/deprecated.md',
    'https://hub.docker.com/_/eclipse-temurin',
    'https://github.com/adoptium/containers',
    'https://github.com/dotnet/announcements/issues/197',
    'https://github.com/dotnet/dotnet-docker/issues/2375',
    'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/',
    'https://github.com/mhart/alpine-node#deprecated',
    'https://discuss.circleci.com/t/legacy-convenience-image-deprecation/41034',
  ],
}
