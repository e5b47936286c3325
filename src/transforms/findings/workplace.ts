import type { Document } from '../../dockerfile/document.ts'

// Bases and users of images that people work in: https://containers.dev, https://www.gitpod.io/docs, https://coder.com/docs.
const BASE = /devcontainers?\b|vscode|gitpod|codespaces|coder\/|code-server|jupyter|desktop/i
const USER = /\b(?:vscode|gitpod|codespace|coder|jovyan)\b/

/** True for an image that people work in: a shell, an account with rights and servers are there on purpose. */
export function isWorkplace(document: Document): boolean {
  return (
    document.stages.some((stage) => BASE.test(stage.resolvedBase ?? stage.base)) ||
    document.instructions.some(
      (each) => /^(?:USER|RUN|ARG|ENV)$/.test(each.keyword) && USER.test(each.args.text),
    )
  )
}
