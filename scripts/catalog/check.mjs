/** What is wrong with the facts, one line each. */
export function faultsOf(data) {
  return [
    ...imageFaults(data['official-images.json']),
    ...apkFaults(data['alpine-packages.json']),
    ...translationFaults(data['debian-to-alpine.json'], data['alpine-packages.json']),
    ...lifecycleFaults(data['lifecycles.json']),
    ...factFaults(data['image-facts.json'], data['official-images.json']),
    ...Object.entries(data).flatMap(([name, { about, sources }]) => [
      ...(typeof about === 'string' && about.endsWith('do not edit.')
        ? []
        : [`${name} does not say what it is`]),
      ...(sources.length > 0 && sources.every(({ repo, date }) => repo && date !== undefined)
        ? []
        : [`${name} does not name its sources`]),
    ]),
  ]
}

const MONTH = /^[0-9a-z]{1,2}$/

/** Every tag of an image, read a second time and in another way than by src/catalog/official-images.ts. */
export function tagsOf({ os, tags }) {
  const suffixes = os.split(' ').map((each) => (each === '-' ? '' : each))
  const found = new Set()
  const faults = []
  for (const [signature, flavours] of Object.entries(tags)) {
    const places = signature.split(';').flatMap((group) => {
      const [list, month] = group.split('~')
      if (month !== undefined && !MONTH.test(month)) faults.push(`the month ${month} in ${signature}`)
      return list.split(',').map((each) => each.split('>'))
    })
    if (places.some((each) => each.some((place) => suffixes[parseInt(place, 36)] === undefined)))
      faults.push(`a suffix in ${signature}`)
    for (const flavour of flavours.split(' ').flatMap(unpacked)) {
      for (const [place] of places) {
        const suffix = suffixes[parseInt(place, 36)]
        const [head, tail] = flavour.includes('*') ? flavour.split('*') : [flavour, '']
        const tag = [head, suffix, tail].filter((each) => each !== '').join('-') || 'latest'
        if (!/^[\w][\w.-]{0,127}$/.test(tag)) faults.push(`the tag ${tag}`)
        if (found.has(tag)) faults.push(`${tag} comes twice`)
        found.add(tag)
      }
    }
  }
  return { tags: found, faults }
}

function unpacked(group) {
  const slash = group.indexOf('/')
  const heads = (slash === -1 ? group : group.slice(0, slash)).split(',')
  const tails = slash === -1 ? [''] : group.slice(slash + 1).split(',')
  let last = ''
  return heads.flatMap((head) => {
    last = head.startsWith('.') && last !== '' ? last.slice(0, last.lastIndexOf('.')) + head : head
    return tails.map((tail) => last + tail)
  })
}

function imageFaults({ images, deprecated }) {
  const faults = []
  let count = 0
  for (const [name, image] of Object.entries(images)) {
    const read = tagsOf(image)
    count += read.tags.size
    faults.push(...read.faults.map((fault) => `official-images.json: ${name}: ${fault} is wrong`))
  }
  if (count < 130_000) faults.push(`official-images.json has ${count} tags, fewer than there were in 2026`)
  for (const [name, { since, only }] of Object.entries(deprecated)) {
    if (!images[name]) faults.push(`official-images.json: ${name} is deprecated and has no tags`)
    if (!/^(?:\d{4}(?:-\d\d){0,2})?$/.test(since)) faults.push(`official-images.json: ${name} since ${since}`)
    if (only !== '') new RegExp(only)
  }
  return faults
}

function apkNames({ releases, suffixes, names, aliases }) {
  const known = new Map()
  const add = (name, range) => {
    let mask = 0
    for (let at = 0; at < range.length; at += 2)
      for (let release = range.charCodeAt(at) - 97; release <= range.charCodeAt(at + 1) - 97; release += 1)
        mask |= 1 << release
    known.set(name, (known.get(name) ?? 0) | mask)
    return range.length % 2 === 0 && mask < 1 << releases.length
  }
  const faults = []
  for (const [range, text] of Object.entries(names))
    for (const word of text.split(' ')) {
      const [name, codes = ''] = word.split(':')
      for (const each of [name, ...[...codes].map((code) => name + suffixes[code])])
        if (!add(each, range) || /undefined|[^\w.+-]/.test(each))
          faults.push(`alpine-packages.json: ${each} is wrong`)
    }
  for (const [range, text] of Object.entries(aliases))
    for (const word of text.split(' '))
      if (!add(word.split('>')[0], range)) faults.push(`alpine-packages.json: ${word}`)
  return { known, faults }
}

function apkFaults(data) {
  const { known, faults } = apkNames(data)
  if (known.size < 30_000) faults.push(`alpine-packages.json has ${known.size} names, fewer than in 2026`)
  return faults
}

function translationFaults({ families, packages }, alpine) {
  const { known } = apkNames(alpine)
  const all = (1 << alpine.releases.length) - 1
  const faults = []
  for (const [name, row] of Object.entries(packages)) {
    const [apk, confidence, , range] = row.split('|')
    const names = apk === '' ? [] : apk.split(' ')
    if (names.length > 0 !== /^[hml]$/.test(confidence) || !/^(?:[hml]|drop|block)$/.test(confidence))
      faults.push(`debian-to-alpine.json: ${name}: ${row}`)
    const mask = names.reduce((left, each) => left & (known.get(each) ?? 0), all)
    if (mask === 0) faults.push(`debian-to-alpine.json: no release of Alpine has ${apk}, for ${name}`)
    if (range !== '' && !/^[\d.]+(?:-(?:[\d.]+|edge))?(?:,[\d.]+(?:-(?:[\d.]+|edge))?)*$/.test(range))
      faults.push(`debian-to-alpine.json: ${name} in ${range}`)
  }
  for (const each of families) new RegExp(each.split('|').slice(0, -2).join('|'))
  return faults
}

function lifecycleFaults({ images, products }) {
  const faults = []
  for (const [image, product] of Object.entries(images))
    if (products[product] === undefined)
      faults.push(`lifecycles.json: ${image} is ${product}, which is not there`)
  for (const [name, text] of Object.entries(products)) {
    const [, ...cycles] = text.split('\n')
    if (cycles.length === 0) faults.push(`lifecycles.json: ${name} has no cycle`)
    for (const cycle of cycles) {
      const [, end, , first] = cycle.split('|')
      if (!/^(?:\d{4}-\d\d-\d\d|true|false)$/.test(end) || !/^\d{4}-\d\d-\d\d$/.test(first))
        faults.push(`lifecycles.json: ${name}: ${cycle}`)
    }
  }
  return faults
}

function factFaults({ users, sizes, applets }, { images }) {
  const faults = []
  if (applets.alpine.split(' ').length < 200)
    faults.push('image-facts.json: busybox has fewer than 200 applets')
  for (const [name, { debian, alpine }] of Object.entries(users))
    for (const user of [debian, alpine])
      if (!/^[a-z-]+:\d+:\d+$/.test(user)) faults.push(`image-facts.json: ${name} has the user ${user}`)
  for (const [date, byImage] of Object.entries(sizes))
    for (const [name, text] of Object.entries(byImage)) {
      const known = images[name] === undefined ? new Set() : tagsOf(images[name]).tags
      for (const each of text.split(' ')) {
        const [tag, size] = each.split('=')
        if (!known.has(tag)) faults.push(`image-facts.json: ${name}:${tag} of ${date} is no tag`)
        if (!(Number(size) > 0.5 && Number(size) < 3000)) faults.push(`image-facts.json: ${name}:${each}`)
      }
    }
  return faults
}
