"""Fingerprint rules for products over HTTP, by header, title, realm or page. Applications first, then the
servers that carry them."""

from __future__ import annotations

from leftopen.wire.fingerprint import FingerprintRule
from leftopen.wire.http.fingerprints.applications import APPLICATIONS

CARRIERS = frozenset(
    {
        "nginx",
        "lighttpd",
        "Apache httpd",
        "Microsoft IIS httpd",
        "Caddy",
        "Starman",
        "aiohttp",
        "Express",
        "SimpleHTTP",
    }
)
"""Servers and libraries that often carry another program."""

_V = r"(?P<version>\d[\w.+~-]*)"

RULES = (
    *APPLICATIONS,
    FingerprintRule(
        product="Sendria",
        on="server",
        pattern=rf"^Sendria/{_V}",
        example="Sendria/2.2.2 (https://github.com/msztolcman/sendria)",
        version="2.2.2",
    ),
    FingerprintRule(
        product="Sendria",
        on="title",
        pattern=rf"(?:^|:: )Sendria:{_V}",
        example="Post :: Sendria:2.2.2",
        version="2.2.2",
    ),
    FingerprintRule(product="Sendria", on="realm", pattern=r"^Sendria$", example="Sendria"),
    # MailDev's own configuration page names the version; the title and the realm do not.
    FingerprintRule(
        product="MailDev",
        on="config",
        pattern=rf'^\{{"version":"{_V}","smtpPort":',
        example='{"version":"3.0.0","smtpPort":1025,"isOutgoingEnabled":false,"outgoingHost":null}',
        version="3.0.0",
    ),
    FingerprintRule(product="MailDev", on="title", pattern=r"^MailDev$", example="MailDev"),
    FingerprintRule(product="Mailpit", on="title", pattern=r"^Mailpit$", example="Mailpit"),
    FingerprintRule(product="MailHog", on="title", pattern=r"^MailHog$", example="MailHog"),
    FingerprintRule(product="MailDev", on="realm", pattern=r"^MailDev$", example="MailDev"),
    FingerprintRule(
        product="public-inbox", on="title", pattern=r"^public-inbox listing$", example="public-inbox listing"
    ),
    FingerprintRule(
        product="public-inbox",
        on="marks",
        pattern=r"^public-inbox$",
        example="public-inbox",
    ),
    FingerprintRule(
        product="NATS monitoring",
        on="marks",
        pattern=rf"^NATS monitoring(?: {_V})?$",
        example="NATS monitoring 2.10.27",
        version="2.10.27",
        cpe="cpe:/a:linuxfoundation:nats-server",
    ),
    FingerprintRule(
        product="Azurite",
        on="server",
        pattern=rf"^Azurite-Blob/{_V}",
        example="Azurite-Blob/3.35.0",
        version="3.35.0",
    ),
    # The version is that of Microsoft's HTTP stack, not of the service.
    FingerprintRule(
        product="Azure Blob Storage",
        on="server",
        pattern=r"^(?:Windows-Azure-Blob/|Blob Service Version )\d",
        example="Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0",
    ),
    FingerprintRule(
        product="Kibana",
        on="kibana",
        pattern=rf"^Kibana(?: {_V})?$",
        example="Kibana 5.2.0",
        version="5.2.0",
        cpe="cpe:/a:elastic:kibana",
    ),
    FingerprintRule(
        product="OpenSearch Dashboards",
        on="kibana",
        pattern=rf"^OpenSearch Dashboards(?: {_V})?$",
        example="OpenSearch Dashboards",
    ),
    FingerprintRule(product="MinIO", on="server", pattern=r"^MinIO$", example="MinIO"),
    FingerprintRule(product="S3 storage", on="s3", pattern=r"^[A-Z]", example="ListAllMyBucketsResult"),
    FingerprintRule(product="Radicale", on="marks", pattern=r"^Radicale$", example="Radicale"),
    FingerprintRule(
        product="Radicale", on="realm", pattern=r"^Radicale\b", example="Radicale - Password Required"
    ),
    FingerprintRule(
        product="Jupyter Server", on="marks", pattern=r"^Jupyter Server$", example="Jupyter Server"
    ),
    FingerprintRule(
        product="Verdaccio",
        on="powered",
        pattern=rf"^verdaccio/{_V}",
        example="verdaccio/5.21.1",
        version="5.21.1",
    ),
    FingerprintRule(product="Verdaccio", on="marks", pattern=r"^Verdaccio$", example="Verdaccio"),
    FingerprintRule(product="Flower", on="marks", pattern=r"^Flower$", example="Flower"),
    FingerprintRule(product="Flower", on="realm", pattern=r"^flower$", example="flower"),
    FingerprintRule(product="MLflow", on="title", pattern=r"^MLflow$", example="MLflow"),
    FingerprintRule(product="MLflow", on="marks", pattern=r"^MLflow$", example="MLflow"),
    FingerprintRule(product="leftopen", on="marks", pattern=r"^leftopen$", example="leftopen"),
    FingerprintRule(product="Ollama", on="marks", pattern=r"^Ollama$", example="Ollama"),
    FingerprintRule(product="Qdrant", on="marks", pattern=r"^Qdrant$", example="Qdrant"),
    FingerprintRule(product="Weaviate", on="marks", pattern=r"^Weaviate$", example="Weaviate"),
    FingerprintRule(product="Consul", on="marks", pattern=r"^Consul$", example="Consul"),
    FingerprintRule(product="Apache Solr", on="marks", pattern=r"^Apache Solr$", example="Apache Solr"),
    FingerprintRule(
        product="Hadoop NameNode", on="marks", pattern=r"^Hadoop NameNode$", example="Hadoop NameNode"
    ),
    FingerprintRule(product="Chroma", on="marks", pattern=r"^Chroma$", example="Chroma"),
    FingerprintRule(product="Glances", on="marks", pattern=r"^Glances$", example="Glances"),
    FingerprintRule(product="Orthanc", on="marks", pattern=r"^Orthanc$", example="Orthanc"),
    FingerprintRule(product="Syncthing", on="marks", pattern=r"^Syncthing$", example="Syncthing"),
    FingerprintRule(
        product="Prometheus exporter",
        on="marks",
        pattern=r"^Prometheus exporter$",
        example="Prometheus exporter",
    ),
    FingerprintRule(product="TensorBoard", on="marks", pattern=r"^TensorBoard$", example="TensorBoard"),
    FingerprintRule(
        product="Dask scheduler", on="marks", pattern=r"^Dask scheduler$", example="Dask scheduler"
    ),
    FingerprintRule(product="copyparty", on="marks", pattern=r"^copyparty$", example="copyparty"),
    FingerprintRule(
        product="Chrome DevTools", on="marks", pattern=r"^Chrome DevTools$", example="Chrome DevTools"
    ),
    FingerprintRule(
        product="Node.js inspector", on="marks", pattern=r"^Node\.js inspector$", example="Node.js inspector"
    ),
    FingerprintRule(
        product="Orthanc", on="realm", pattern=r"^Orthanc Secure Area$", example="Orthanc Secure Area"
    ),
    FingerprintRule(product="Node-RED", on="title", pattern=r"^Node-RED$", example="Node-RED"),
    FingerprintRule(product="Alertmanager", on="title", pattern=r"^Alertmanager$", example="Alertmanager"),
    FingerprintRule(
        product="Pushgateway",
        on="title",
        pattern=r"^Prometheus Pushgateway$",
        example="Prometheus Pushgateway",
    ),
    FingerprintRule(
        product="pypiserver",
        on="title",
        pattern=r"^Welcome to pypiserver!$",
        example="Welcome to pypiserver!",
    ),
    FingerprintRule(
        product="Docker Engine",
        on="server",
        pattern=rf"^Docker/{_V}",
        example="Docker/27.5.1 (linux)",
        version="27.5.1",
        cpe="cpe:/a:docker:engine",
    ),
    FingerprintRule(product="Grafana", on="title", pattern=r"^Grafana$", example="Grafana"),
    FingerprintRule(
        product="Apache Spark",
        on="title",
        pattern=r"^Spark Master at spark://",
        example="Spark Master at spark://made-up:7077",
    ),
    FingerprintRule(
        product="WsgiDAV",
        on="server",
        pattern=rf"^WsgiDAV/{_V}",
        example="WsgiDAV/4.4.0 Cheroot/11.1.2 Python/3.13.5",
        version="4.4.0",
    ),
    FingerprintRule(
        product="rclone",
        on="server",
        pattern=rf"^rclone/v{_V}",
        example="rclone/v1.75.2",
        version="1.75.2",
        cpe="cpe:/a:rclone:rclone",
    ),
    FingerprintRule(
        product="SimpleHTTP",
        on="server",
        pattern=rf"^SimpleHTTP/{_V} Python/",
        example="SimpleHTTP/0.6 Python/3.11.2",
        version="0.6",
    ),
    FingerprintRule(
        product="nginx",
        on="server",
        pattern=rf"^nginx(?:/{_V})?",
        example="nginx/1.26.3",
        version="1.26.3",
        cpe="cpe:/a:f5:nginx",
    ),
    FingerprintRule(
        product="lighttpd",
        on="server",
        pattern=rf"^lighttpd(?:/{_V})?",
        example="lighttpd/1.4.79",
        version="1.4.79",
        cpe="cpe:/a:lighttpd:lighttpd",
    ),
    FingerprintRule(
        product="Apache httpd",
        on="server",
        pattern=rf"^Apache(?:/{_V})?(?: |$)",
        example="Apache/2.4.62 (Debian)",
        version="2.4.62",
        cpe="cpe:/a:apache:http_server",
    ),
    FingerprintRule(
        product="Microsoft IIS httpd",
        on="server",
        pattern=rf"^Microsoft-IIS/{_V}",
        example="Microsoft-IIS/10.0",
        version="10.0",
        cpe="cpe:/a:microsoft:internet_information_services",
    ),
    FingerprintRule(product="Caddy", on="server", pattern=r"^Caddy", example="Caddy"),
    FingerprintRule(
        product="Starman",
        on="server",
        pattern=r"^Starman|HTTP::Server::PSGI",
        example="HTTP::Server::PSGI",
    ),
    FingerprintRule(
        product="aiohttp",
        on="server",
        pattern=rf"Python/[\d.]+ aiohttp/{_V}",
        example="Python/3.11 aiohttp/3.9.1",
        version="3.9.1",
    ),
    FingerprintRule(product="Express", on="powered", pattern=r"^Express$", example="Express"),
)
