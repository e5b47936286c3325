// Which proxy a request goes through, as Docker and its builders read the environment: golang.org/x/net/http/httpproxy.
import { BlockList, isIP } from 'node:net'
import { setVariable, type Environment } from './environment.ts'
import { bare, isLoopback, portOf } from './hosts.ts'
import { Refused } from './refused.ts'

/** The proxy for a URL; undefined where it is asked directly. @throws Refused for one that cannot be used */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const scheme = url.protocol === 'https:' ? 'HTTPS' : 'HTTP'
  const set = setVariable(environment, `${scheme}_PROXY`, `${scheme.toLowerCase()}_proxy`)
  if (!set || isLoopback(url.hostname) || isExempt(url, environment)) return undefined
  const proxy = parseProxy(set.value)
  if (proxy) return proxy
  throw new Refused(
    `${set.name} names no proxy that can be used`,
    `give ${set.name} the form http://host:port`,
    true,
  )
}

function parseProxy(value: string): URL | undefined {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text)
}

function isExempt(url: URL, environment: Environment): boolean {
  const list = setVariable(environment, 'NO_PROXY', 'no_proxy')?.value ?? ''
  const host = bare(url.hostname).toLowerCase()
  return list.split(',').some((entry) => covers(entry.trim().toLowerCase(), host, portOf(url)))
}

/** Whether an entry of NO_PROXY means this host: a name, `.name`, an address or a range of them, with or without port, or `*`. */
function covers(entry: string, host: string, port: number): boolean {
  if (entry === '') return false
  if (entry === '*') return true
  if (entry.includes('/')) return isInRange(entry, host)
  // The colons of an IPv6 address are no ports, unless it has brackets.
  const [, bracketed, named, given] = /^(?:\[(.*)\]|([^:]*|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? []
  if (isIP(entry) !== 6 && given !== undefined && Number(given) !== port) return false
  const name = isIP(entry) === 6 ? entry : (bracketed ?? named ?? '')
  if (isIP(name) !== 0) return name === host
  const suffix = name.replace(/^\*?\.?/, '.')
  return suffix !== '.' && (host.endsWith(suffix) || (!/^\*?\./.test(name) && host === name))
}

function isInRange(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const range = new BlockList()
  range.addSubnet(address, Number(bits), kind)
  return range.check(host, kind)
}
