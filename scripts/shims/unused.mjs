/** Stands for what only help texts need. */
export default () => {
  throw new Error('help texts are made when dfopt is built')
}
