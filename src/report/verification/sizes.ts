// Sizes themselves are told by sizeText of src/verify/size-text.ts, so that they are the same in differences and tables.

/** Tenths up to 100 seconds, then minutes: 41.2 s, 2 min 5 s, 1 h 2 min. */
export function timeText(seconds: number): string {
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** With commas: 71,204. */
export function numberText(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** +12.0 MB, -3, or "same" where nothing of it can be seen. */
export function differenceText(before: number, after: number, text: (value: number) => string): string {
  const size = text(Math.abs(after - before))
  if (size === text(0)) return 'same'
  return `${after > before ? '+' : '-'}${size}`
}

/** Of what was: -4.2 %, +51 %; '' where that says nothing. Never 0 or 100 for what is not. */
export function percentText(before: number, after: number): string {
  if (before === 0 || before === after) return ''
  const percent = (Math.abs(after - before) / before) * 100
  if (percent < 0.1) return '<0.1 %'
  const isNearlyAll = after > 0 && percent > 99.5 && percent < 100
  const digits = percent < 9.95 || isNearlyAll ? 1 : 0
  const rounded = isNearlyAll ? Math.min(percent, 99.9) : percent
  return `${after > before ? '+' : '-'}${rounded.toFixed(digits)} %`
}

/** 1.14 GB → 1.09 GB (-48.1 MB, -4.2 %) */
export function changeText(before: number, after: number, text: (value: number) => string): string {
  const difference = differenceText(before, after, text)
  const percent = difference === 'same' ? '' : percentText(before, after)
  const change = percent === '' ? difference : `${difference}, ${percent}`
  return `${text(before)} → ${text(after)} (${change})`
}
