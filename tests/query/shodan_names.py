"""The names that Shodan's users know."""

FILTER_NAMES = """
all asn asset city country cpe device domain geo google_ads google_analytics google_tag_manager
has_ipv6 has_screenshot has_ssl has_vuln hash hostname ip isp link meta_pixel net org os port postal
product region scan shodan.module state tiktok_pixel version x_pixel http.component
http.component_category http.dom_hash http.favicon.hash http.headers_hash http.html http.html_hash
http.robots_hash http.securitytxt http.server_hash http.status http.title http.title_hash http.waf
ssl ssl.alpn ssl.cert.alg ssl.cert.expired ssl.cert.extension ssl.cert.fingerprint
ssl.cert.issuer.cn ssl.cert.pubkey.bits ssl.cert.pubkey.type ssl.cert.serial ssl.cert.subject.cn
ssl.chain_count ssl.cipher.bits ssl.cipher.name ssl.cipher.version ssl.ja3s ssl.jarm ssl.version
cloud.provider cloud.region cloud.service screenshot.hash screenshot.label bitcoin.ip
bitcoin.ip_count bitcoin.port bitcoin.version ntp.ip ntp.ip_count ntp.more ntp.port snmp.contact
snmp.location snmp.name telnet.do telnet.dont telnet.option telnet.will telnet.wont ssh.hassh
ssh.type tag vuln before after timestamp
"""
FACET_NAMES = """
asn bitcoin.ip bitcoin.ip_count bitcoin.port bitcoin.user_agent bitcoin.version city cloud.provider
cloud.region cloud.service country cpe device domain has_screenshot hash http.component
http.component_category http.dom_hash http.favicon.hash http.headers_hash http.html_hash
http.robots_hash http.server_hash http.status http.title http.title_hash http.waf ip isp link
mongodb.database.name ntp.ip ntp.ip_count ntp.more ntp.port org os port postal product redis.key
region rsync.module screenshot.hash screenshot.label snmp.contact snmp.location snmp.name ssh.cipher
ssh.fingerprint ssh.hassh ssh.mac ssh.type ssl.alpn ssl.cert.alg ssl.cert.expired ssl.cert.extension
ssl.cert.fingerprint ssl.cert.issuer.cn ssl.cert.pubkey.bits ssl.cert.pubkey.type ssl.cert.serial
ssl.cert.subject.cn ssl.chain_count ssl.cipher.bits ssl.cipher.name ssl.cipher.version ssl.ja3s
ssl.jarm ssl.version state tag telnet.do telnet.dont telnet.option telnet.will telnet.wont uptime
version vuln vuln.verified
"""
