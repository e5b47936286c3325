Gem::Specification.new do |spec|
  spec.name = 'bell'
  spec.version = '1.0.0'
  spec.summary = 'A sound'
  spec.authors = ['The tower']
  spec.homepage = 'https://example.com/bell'
  spec.license = 'MIT'
  spec.files = ['lib/bell.rb', 'ext/extconf.rb']
  spec.extensions = ['ext/extconf.rb']
end
