import { dotnet } from './ecosystems/dotnet.ts'
import { go } from './ecosystems/go.ts'
import { node } from './ecosystems/node.ts'
import { others } from './ecosystems/others.ts'
import { php } from './ecosystems/php.ts'
import { pip } from './ecosystems/pip.ts'
import { pythonProjects } from './ecosystems/python-projects.ts'
import { ruby } from './ecosystems/ruby.ts'
import type { Ecosystem } from './install.ts'

export const ecosystems: readonly Ecosystem[] = [node, pip, pythonProjects, go, ruby, php, dotnet, others]
