"""Programs that come together in an image: what images.toml's ``suites`` stand for."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

_TOOLCHAIN = """
    ar as autoconf automake bzr c++ cc cpp curl g++ gcc gcov git hg ld libtool make nm objcopy objdump openssl patch
    pkg-config ranlib readelf rsh scp size ssh ssh-keygen strip svn wget xz
"""
_JAVA = """
    jar jarsigner java javac javadoc javap jcmd jconsole jdb jdeprscan jdeps jfr jhsdb jimage jinfo jlink jmap jmod
    jpackage jps jrunscript jshell jstack jstat jstatd keytool rmiregistry serialver
"""
_NODE = "corepack node nodejs npm npx yarn yarnpkg"
_PYTHON = "idle idle3 pip pip3 pydoc pydoc3 python python-config python3 python3-config"
_RUBY = "bundle bundler erb gem irb racc rake rbs rdoc ri ruby typeprof"
_PHP = """
    docker-php-entrypoint docker-php-ext-configure docker-php-ext-enable docker-php-ext-install docker-php-source pear
    peardev pecl phar phar.phar php php-config phpdbg phpize
"""
_APACHE = """
    a2disconf a2dismod a2dissite a2enconf a2enmod a2ensite a2query ab apache2 apache2ctl apachectl check_forensic
    checkgid fcgistarter htcacheclean htdbm htdigest htpasswd httxt2dbm logresolve rotatelogs split-logfile
"""
_HTTPD = """
    ab apachectl apxs checkgid dbmanage fcgistarter htcacheclean htdbm htdigest htpasswd httpd httxt2dbm logresolve
    rotatelogs
"""
_POSTGRES = """
    clusterdb createdb createuser docker-enforce-initdb.sh docker-ensure-initdb.sh dropdb dropuser ecpg gosu initdb
    oid2name pg_amcheck pg_archivecleanup pg_basebackup pg_checksums pg_config pg_controldata pg_ctl pg_dump pg_dumpall
    pg_isready pg_receivewal pg_recvlogical pg_resetwal pg_restore pg_rewind pg_test_fsync pg_test_timing pg_upgrade
    pg_verifybackup pg_waldump pgbench postgres psql reindexdb vacuumdb vacuumlo
"""
_MARIADB = """
    aria_chk gosu healthcheck.sh mariadb mariadb-admin mariadb-backup mariadb-binlog mariadb-check mariadb-conv
    mariadb-dump mariadb-hotcopy mariadb-import mariadb-install-db mariadb-secure-installation mariadb-show
    mariadb-slap mariadb-tzinfo-to-sql mariadb-upgrade mariadb-waitpid mariadbd mariadbd-multi mariadbd-safe
    mbstream my_print_defaults mysql mysqladmin mysqlcheck mysqld mysqldump mysqlimport mysqlshow
    mysql_tzinfo_to_sql mysql_upgrade resolveip replace
"""
_MYSQL = """
    gosu my_print_defaults mysql mysql_config_editor mysql_migrate_keyring mysql_secure_installation
    mysql_ssl_rsa_setup mysql_tzinfo_to_sql mysql_upgrade mysqladmin mysqlbinlog mysqlcheck mysqld mysqldump
    mysqlimport mysqlpump mysqlsh mysqlshow mysqlslap perror
"""
_MONGO = """
    bsondump gosu js-yaml mongo mongod mongodump mongoexport mongofiles mongoimport mongorestore mongos mongosh
    mongostat mongotop
"""
_REDIS = "gosu redis-benchmark redis-check-aof redis-check-rdb redis-cli redis-sentinel redis-server"
_VALKEY = """
    valkey-benchmark valkey-check-aof valkey-check-rdb valkey-cli valkey-sentinel valkey-server redis-benchmark
    redis-check-aof redis-check-rdb redis-cli redis-sentinel redis-server
"""
_RABBITMQ = """
    epmd erl erlc escript gosu rabbitmq-defaults rabbitmq-diagnostics rabbitmq-env rabbitmq-plugins rabbitmq-queues
    rabbitmq-server rabbitmq-streams rabbitmq-tanzu rabbitmq-upgrade rabbitmqadmin rabbitmqctl
"""
_ELASTIC = """
    elasticsearch elasticsearch-certgen elasticsearch-certutil elasticsearch-cli elasticsearch-create-enrollment-token
    elasticsearch-croneval elasticsearch-geoip elasticsearch-keystore elasticsearch-node elasticsearch-plugin
    elasticsearch-reconfigure-node elasticsearch-reset-password elasticsearch-saml-metadata
    elasticsearch-service-tokens elasticsearch-setup-passwords elasticsearch-shard elasticsearch-sql-cli
    elasticsearch-syskeygen elasticsearch-users
"""
_KAFKA = """
    kafka-acls.sh kafka-broker-api-versions.sh kafka-cluster.sh kafka-configs.sh kafka-console-consumer.sh
    kafka-console-producer.sh kafka-consumer-groups.sh kafka-delete-records.sh kafka-dump-log.sh kafka-features.sh
    kafka-get-offsets.sh kafka-leader-election.sh kafka-log-dirs.sh kafka-metadata-quorum.sh kafka-metadata-shell.sh
    kafka-producer-perf-test.sh kafka-reassign-partitions.sh kafka-replica-verification.sh kafka-server-start.sh
    kafka-server-stop.sh kafka-storage.sh kafka-topics.sh kafka-transactions.sh kafka-verifiable-consumer.sh
    kafka-verifiable-producer.sh kafka-consumer-perf-test.sh
"""
SUITES = MappingProxyType(
    {
        "apache": _APACHE,
        "elastic": _ELASTIC,
        "httpd": _HTTPD,
        "java": _JAVA,
        "kafka": _KAFKA,
        "mariadb": _MARIADB,
        "mongo": _MONGO,
        "mysql": _MYSQL,
        "nginx": "nginx nginx-debug",
        "node": _NODE,
        "php": _PHP,
        "postgres": _POSTGRES,
        "python": _PYTHON,
        "rabbitmq": _RABBITMQ,
        "redis": _REDIS,
        "ruby": _RUBY,
        "tomcat": f"catalina.sh configtest.sh digest.sh setclasspath.sh shutdown.sh startup.sh version.sh {_JAVA}",
        "toolchain": _TOOLCHAIN,
        "valkey": _VALKEY,
    }
)


def members(suites: Iterable[str]) -> list[str]:
    """The programs of some suites.

    >>> members(["nginx"])
    ['nginx', 'nginx-debug']
    """
    return [name for suite in suites for name in SUITES[suite].split()]
