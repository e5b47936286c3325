FROM python:3.11-slim
CMD exec gunicorn \
    --bind 0.0.0.0:8000 \
    # one for each core
    --workers 4 \
    app:app
