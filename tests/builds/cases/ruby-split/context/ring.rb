require 'bell'
require 'etc'

puts "#{Bell::SOUND} as #{Etc.getpwuid.name}"
