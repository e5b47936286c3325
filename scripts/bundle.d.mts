export function bundleCli(options: { readonly outdir: string; readonly transforms?: string }): Promise<void>
