# geo_kopienas in a container; put a proxy such as deploy/nginx.conf before it (docs/hosting.md).
#   docker build -t geo_kopienas .
#   docker run --read-only --tmpfs /tmp --tmpfs /app/static/geometry:uid=1000 -p 127.0.0.1:8501:8501 \
#       -v /srv/data:/app/data:ro geo_kopienas
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN UV_COMPILE_BYTECODE=1 python3 start.py setup && rm -rf .uv /root/.cache \
    && useradd --uid 1000 --no-create-home --shell /usr/sbin/nologin geo-kopienas \
    && install -d -o geo-kopienas static/geometry
USER geo-kopienas
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1
EXPOSE 8501
HEALTHCHECK CMD ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
CMD [".venv/bin/streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
