import { isIP } from 'node:net'

/** `localhost` and the addresses of this machine, to which nobody else listens. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname)
  return /^(?:.+\.)?localhost$/i.test(host) || (isIP(host) === 4 ? host.startsWith('127.') : host === '::1')
}

/** A host without the brackets that an IPv6 address has in a URL. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/** The port of a URL, written or not. */
export function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
