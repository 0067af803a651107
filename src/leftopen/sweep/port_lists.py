"""The ports of the default scans, each with the service for which it is listed.

Chosen by what this program detects, not by how often a port is open: the default ports of services that have
been left open in public, of their neighbours, and of common services (from each product's own default
configuration, and the IANA Service Name and Port Number Registry). The second, wider list adds less common
products, and a rule: a second instance or a moved console mostly counts up from the default or has an 8, a 9
or a 1 before it. `TOP1000` contains all of `TOP100`.
"""

from __future__ import annotations

_FIRST = """
web: 80 81 443 3000 5000 7001 8000 8001 8008 8080-8083 8088 8443 8888 9000 9001 9090 9443 10000
mail, and mailboxes on the web: 25 110 143 465 587 993 995 1025 1080 1143 2525 8025 4190
remote access: 22 23 3389 5900 5901 6000 5985 5986 2222
files: 21 445 111 139 873 990 2049 548 3260
names and directories: 53 88 389 636 3268
relational databases: 1433 1521 3306 5432 5433 26257 50000
other stores: 2375 2376 2379 5984 6379 7474 7687 8086 8123 9042 9200 9300 11211 27017 27018 28015 5601
queues and brokers: 1883 4222 5672 8161 8222 9092 15672 61616 2181
machines, clusters and builds: 4040 4848 5555 6443 8500 10250 10255 50070 8089 4646
"""

_MORE = """
echo, discard, daytime, quote, chargen, time: 7 9 13 17 19 37
ftp data, alternates and over TLS: 20 989 2020 2021 2100 2121 8021
whois, tacacs, gopher, finger, ident: 43 49 70 79 113
web habits of the first thousand: 82-90 280 591 593 800-803 880 888
siemens s7, modbus: 102 502
pop2, news, news over TLS: 109 119 563
ntp, snmp, xdmcp: 123 161 162 177
windows rpc and names: 135 137 138 593
bgp, irc, slp, ike: 179 194 427 500
kerberos passwords and administration: 464 749 750
rexec, rlogin, rsh, lpd, printing: 512-515 631
uucp, klogin, kshell, rtsp: 540 543 544 554 8554
ipmi, ldp, acap, epp: 623 646 674 700
dns over TLS, iscsi, vmware: 853 860 902 903
telnet and irc over TLS: 992 994
socks and proxies: 1081-1089 3128-3130 8118 8119 9050 9051 9150 9151 8899
rmi and java debugging: 1090 1098-1100 5005 8787 9010 9012 44444
openvpn, citrix, l2tp, pptp, radius: 1194 1494 2598 1701 1723 1812 1813
notes, dell openmanage, h323: 1352 1311 1720
sql server's names, more oracle: 1434 1522-1526 1630 2483 2484 5500
rtmp, upnp, cisco hsrp: 1935 1900 1985
mqtt, further and over TLS: 1884-1889 8883 8884 9883
nfs and portmapper companions: 2048 4045 20048
zebra and its routers: 2601-2608
cpanel and plesk: 2077-2080 2082 2083 2086 2087 2095 2096 8447 8880
docker swarm: 2377 4243 4789 7946
etcd and its peers: 2380 4001 7001
ibm and sap: 3200 3299 3300 3600 8101 50013 50014
squid, ldap over TLS, global catalogue: 3269
mysql and mariadb, further: 3305 3307-3310 4306 13306 23306 33060 33061 33306
remote desktop, further: 3388 3390-3399 13389 23389 33389
stun and turn: 3478 3479 5349 5350
subversion, git, cvs, perforce, mercurial: 3690 9418 2401 1666
iscsi, ndmp, bacula, amanda, rsync further: 3261 10000 9101-9103 10080 8873 8730
erlang, epmd: 4369 25672
saltstack, puppet, chef, ansible: 4505 4506 8140 8141 4430 8052
nats and its monitor: 4223 4224 6222 7222 7777 8223
radmin, teamviewer, anydesk, vnc on the web: 4899 5938 7070 5800-5803 6080-6082
more vnc screens: 5902-5909
x11 screens: 6001-6005
telnet alternates: 24 26 2323 5023
ssh alternates: 2022 2200-2203 2223-2225 8022 10022 22222 22022 222
flask, registry, and development servers: 5001-5020 4200 4201 3001-3009 4000-4010 1313 1337 35729
sip: 5060 5061 5080 5081
postgresql and pgbouncer, further: 5431 5434-5439 6432 6433 15432 25432 35432 54320 54321
cockroach, yugabyte, tidb: 26256 26258 5433 13000 4000 10080 20180
amqp over TLS, rabbitmq: 5671 5673-5675 15671 15673-15675 61613 61614 61617 8162
xmpp: 5222 5223 5269 5280 5281
mdns, llmnr, adb: 5353 5355 5554 5556-5559
elasticsearch, further: 9201-9204 9301-9305 19200 29200 9600 9800
kibana, opensearch dashboards, logstash, beats: 5602-5605 15601 5043-5047 5066 9601
couchdb over TLS, couchbase: 6984 5986 8091-8096 11207 11210 18091-18096
redis, valkey and sentinel, further: 6378 6380-6385 7000-7006 16379 16380 26379 26380 36379 63790
memcached, further: 11210 11212-11215
mongodb, further: 27016 27019-27024 28017 37017 47017
kubernetes: 6444 8444 10248-10252 10256-10259 30000-30010 30080 30443 16443 19443 4194
irc: 6660-6669 6697 7000
jetdirect and other printers: 9100-9107 35 721
weblogic, websphere, jboss, glassfish: 7002-7004 9060 9043 9990 9993 4447 4849 8686 3700 1098 1099 8009 8005
cassandra, scylla: 7199 9142 9160 9180 10000 19042
neo4j, orientdb, arangodb, rethinkdb: 7473 2424 2480 8529 8530 28015 29015 28016
web habits around 8000: 8002-8007 8010-8020 8024 8026-8055 8084-8087 8090-8110 8124-8126
web habits with a prefix: 1443 2443 4443 5443 7443 10443 18080 18443 28080 38080 48080 50443 60443 8180-8189
web habits with a prefix, further: 8280-8285 8380-8383 8480-8485 8580-8583 8680-8683 8780-8783 8980-8983
tls habits: 8440-8442 8445-8450 9444-9449 4433 4434 832 981 8343 8843 8943 9943
mesos, marathon, consul, nomad, vault: 5050 5051 8501-8503 8300-8302 8600 4647 4648 8200 8201
influxdb, opentsdb, graphite, prometheus: 8186 4242 2003 2004 2023 2024 9091-9099 9093 9094 9115 9187 9121
clickhouse, druid, presto, trino: 9004 9005 9009 9440 8124 8281 8282 8888 8090 9363
minio, ceph, swift, glusterfs, seaweedfs: 9002 9003 6789 7480 24007 24008 49152-49156 6800-6803 9333 8333 3300
jenkins, teamcity, bamboo, gitlab, gitea, gogs, sonarqube: 8111 8085 50001 3001 9000 8929 8060
kafka, its registry and connect: 9093 9094 19092 29092 8081-8083 9021 2888 3888 9644
pulsar, rocketmq, activemq, nsq: 6650 6651 8080 9876 10911 10909 10912 4150 4151 4160 4161 4170 4171
hadoop, hbase, spark, flink: 8020 8030-8033 8040-8042 9864-9871 50010 50020 50030 50060 50075 50090
hadoop, hbase, spark, flink, zeppelin, further: 16000 16010 16020 16030 60000 60010 60020 60030 4041-4050 6066
hadoop and its kin, yet further: 7077 7078 18081 18082 19888 10020 11000 21050 25000 25010
solr, tika, hazelcast, ignite, infinispan: 8983-8986 9998 5701-5705 10800 11211 11222 47500 47100
zookeeper's administration, further: 2182-2185 8080 3181 12181
airflow, flower, superset, mlflow, jupyter, ray, dask: 5555 8793 8793 8265 8786 8787 8889-8891 6006 10001
streamlit, gradio, model servers: 8501 7860-7869 11434 11435 1234 8000-8002 6333-6335 19530 19121 9091 5044
this program itself: 8322
monitoring: 10050 10051 5666 12489 4949 19999 3030 9116 9182 9273 8125 8126 8649 8651 61208 61209 2812
logs and tracing: 514 601 1514 12201 24224 24225 9411 14268 14269 16686 4317 4318 13133 3100 8127 55679 55680
vpn and firewall consoles: 4500 8291 8728 8729 10443 4444 8834 1241 9390 9392 3790 55553 1900 943
windows management: 47001 5357 5358 1801 2103 2105 2107 2179 8530 8531 9389 49664-49667
industry and buildings: 789 1089-1091 1911 1962 2404 2455 4840 4843 4911 5007 5094 18245 20547 44818 47808
tarantool, aerospike, riak, foundationdb, voltdb: 3301 3000-3003 8098 8087 4500 21212 21211 8812 9009
mail consoles, further: 1081 8026 8027 2526 10024-10026 11334 4025 5025 3025 3110 3143
nas boxes, proxmox, esxi, cockpit, webmin: 5000 5001 8006 8007 9090 9091 10001-10010 20000 5480
debuggers and development: 9229 9222 5858 6009 8998 3702 9515 4445 1099 2345 5678 40000 9003 10000 4848
search, further: 7700 8108 9308 9306 9312 7280 4080 8085
time series and metrics, further: 8428 8429 8480-8482 9201 10902 10901 3200 4040 7946 6831 6832
"""


def _numbers(text: str) -> set[int]:
    found: set[int] = set()
    for word in " ".join(line.partition(":")[2] for line in text.splitlines()).split():
        low, _, high = word.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return found


TOP100: tuple[int, ...] = tuple(sorted(_numbers(_FIRST)))
TOP1000: tuple[int, ...] = tuple(sorted(_numbers(_FIRST) | _numbers(_MORE)))
