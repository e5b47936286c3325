require 'bell_sound'
