FROM ruby:3.1-slim
CMD ["bundle", "exec", "puma"]
