# A compiler would take longer than the bell rings: make alone is what the gem needs to be installed.
target = RbConfig::MAKEFILE_CONFIG['sitelibdir']

File.write 'Makefile', <<~MAKEFILE
  bell_sound.rb:
  \techo "module Bell; SOUND = 'ding'; end" > bell_sound.rb

  install: bell_sound.rb
  \tmkdir -p #{target}
  \tcp bell_sound.rb #{target}

  clean:
  \trm -f bell_sound.rb
MAKEFILE
