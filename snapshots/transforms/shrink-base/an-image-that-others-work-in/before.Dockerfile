FROM python:3.12
RUN useradd dev
CMD ["bash"]
