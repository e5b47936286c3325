import { c } from './recipes/c.ts'
import { dotnet } from './recipes/dotnet.ts'
import { elixir } from './recipes/elixir.ts'
import { go } from './recipes/go.ts'
import { java } from './recipes/java.ts'
import { named } from './recipes/named.ts'
import { node } from './recipes/node.ts'
import { php } from './recipes/php.ts'
import { python } from './recipes/python.ts'
import { ruby } from './recipes/ruby.ts'
import { rust } from './recipes/rust.ts'
import { staticSite } from './recipes/static-site.ts'
import { swift } from './recipes/swift.ts'
import { tomcat } from './recipes/tomcat.ts'
import { unknown } from './recipes/unknown.ts'
import type { Recipe } from './split-plan.ts'

/** The first that knows a stage plans its split. */
export const recipes: readonly Recipe[] = [
  // What somebody has said of a file goes before what is found out.
  named,
  // Their images serve no sites: `serve` is a word for the program there.
  swift,
  dotnet,
  // In front of the recipe of Node: of a site that is served, files alone are left.
  staticSite,
  go,
  c,
  java,
  tomcat,
  elixir,
  php,
  ruby,
  rust,
  node,
  python,
  // What none of them knows is said.
  unknown,
]
