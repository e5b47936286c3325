FROM debian:bookworm-slim
RUN wget -q https://example.com/pool/agent_1.4_amd64.deb \
 && dpkg -i agent_1.4_amd64.deb \
 && agent --version
