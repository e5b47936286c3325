Gem::Specification.new do |spec|
  spec.name = 'greeter'
  spec.version = '1.2.0'
  spec.date = '2024-01-01'
  spec.summary = 'Greets'
  spec.authors = ['Greeters']
  spec.license = 'MIT'
  spec.homepage = 'https://example.org/greeter'
  spec.files = ['lib/greeter.rb']
  spec.required_ruby_version = '>= 2.7'
end
