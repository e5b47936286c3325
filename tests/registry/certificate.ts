// A certificate that vouches for itself, written down by hand: RFC 5280, in the least that TLS and the registry take.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'

export interface Certificate {
  /** In PEM. */
  readonly certificate: string
  readonly key: string
  readonly der: Buffer
  readonly privateKey: KeyObject
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.from([0]), content)
const octets = (content: Buffer): Buffer => tagged(0x04, content)
const yes = tagged(0x01, Buffer.from([255]))
const time = (text: string): Buffer => tagged(0x17, Buffer.from(text))

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))

/** For `localhost` and 127.0.0.1, for ever. */
export function makeCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from('dfopt tests')))))
  const alternatives = sequence(
    tagged(0x82, Buffer.from('localhost')),
    tagged(0x82, Buffer.from('registry.test')),
    tagged(0x87, Buffer.from([127, 0, 0, 1])),
  )
  const extensions = sequence(
    sequence(oid('551d13'), yes, octets(sequence(yes))),
    sequence(oid('551d11'), octets(alternatives)),
  )
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const der = sequence(body, ECDSA_WITH_SHA256, bits(signature))
  const base64 = der.toString('base64').replace(/.{1,64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    der,
    privateKey,
  }
}
