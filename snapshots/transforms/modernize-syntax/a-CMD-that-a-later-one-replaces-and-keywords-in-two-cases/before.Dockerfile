FROM python:3.11-slim
Copy . /app
CMD ["bash"]
WORKDIR /app
CMD ["python", "app.py"]
