// Libraries of the JVM of which it is known what they need of their platform. By their groups, as Maven and Gradle name them.

/**
 * Taken for Java alone, with all that they bring: no native code, no compiler at run time. A search of stored copies of these found no
 * file in C (2026-11): spring-boot, spring-framework, spring-security, jackson-databind, hibernate-orm, pgjdbc, mysql-connector-j,
 * HikariCP, flyway, liquibase, logback, slf4j, log4j2, jjwt, micrometer, springdoc-openapi, h2database, commons-lang, mapstruct,
 * modelmapper, guava, gson, dropwizard, thymeleaf, jedis. For most of them it said that it had not listed everything, only spring-boot
 * was searched for *.so as well, and the other groups and what all of them bring were not looked up.
 */
const PLAIN: readonly RegExp[] = [
  /^org\.springframework:spring-(?:aop|aspects|beans|context(?:-support)?|core|expression|jdbc|jms|messaging|orm|oxm|tx|web|webmvc|websocket)$/,
  /^org\.springframework\.boot:spring-boot(?:-starter)?(?:-(?:web|webmvc|restclient|json|jackson|actuator|validation|security|thymeleaf|freemarker|mustache|tomcat|jetty|jdbc|data-jpa|data-jdbc|data-rest|hateoas|aop|aspectj|cache|mail|quartz|batch|amqp|logging|log4j2|flyway|liquibase|h2console|autoconfigure|configuration-processor|devtools|properties-migrator|oauth2-client|oauth2-resource-server|security-oauth2-client|security-oauth2-resource-server|websocket|web-services|parent|dependencies))?$/,
  /^org\.springframework\.(?:security|session):spring-[\w-]+$/,
  /^org\.springframework\.data:spring-data-(?:commons|jpa|jdbc|rest-\w+)$/,
  /^com\.fasterxml\.jackson\.(?:core|datatype|module|dataformat|jaxrs|jakarta\.rs):(?!jackson-module-blackbird)/,
  /^com\.fasterxml\.jackson:/,
  /^org\.hibernate(?:\.(?:orm|validator|common))?:hibernate-(?:core|entitymanager|validator|validator-annotation-processor|jpamodelgen|java8|c3p0|hikaricp|envers|commons-annotations)$/,
  /^org\.postgresql:postgresql$/,
  /^(?:mysql:mysql-connector-java|com\.mysql:mysql-connector-j)$/,
  /^com\.h2database:h2$/,
  /^com\.zaxxer:HikariCP$/,
  /^org\.flywaydb:flyway-(?:core|mysql|database-\w+)$/,
  /^org\.liquibase:liquibase-core$/,
  /^org\.slf4j:/,
  /^ch\.qos\.logback:/,
  /^org\.apache\.logging\.log4j:log4j-(?:api|core|slf4j\d?-impl|to-slf4j|jul|jcl|1\.2-api|layout-template-json|web)$/,
  /^io\.jsonwebtoken:/,
  /^io\.micrometer:micrometer-(?:core|commons|observation|registry-prometheus)$/,
  /^org\.springdoc:springdoc-openapi-(?:ui|starter-webmvc-(?:ui|api)|webmvc-core|security|data-rest)$/,
  /^org\.apache\.commons:commons-(?:lang3|text|collections4|csv|math3|pool2|dbcp2)$/,
  /^commons-(?:io|lang|codec|beanutils|collections|fileupload|logging|cli|validator|dbcp|pool):commons-/,
  /^org\.mapstruct:/,
  /^org\.projectlombok:lombok/,
  /^org\.modelmapper:modelmapper/,
  /^com\.google\.guava:guava$/,
  /^com\.google\.code\.(?:gson:gson|findbugs:jsr305)$/,
  /^io\.dropwizard(?:\.metrics)?:/,
  /^org\.thymeleaf(?:\.extras)?:/,
  /^redis\.clients:jedis$/,
  // APIs, with no code but Java's: https://jakarta.ee/specifications/
  /^(?:jakarta|javax)\.[\w.]+:/,
  /^org\.webjars(?:\.npm|\.bower)?:/,
  /^org\.jetbrains\.kotlin:kotlin-(?:stdlib(?:-jdk\d|-common)?|reflect)$/,
  /^org\.jetbrains:annotations$/,
  /^org\.scala-lang:scala3?-library(?:_3)?$/,
  /^(?:junit|org\.junit[\w.]*|org\.mockito|org\.assertj|org\.hamcrest|org\.testcontainers):/,
]

/** Taken to compile nothing at run time, native parts or not. Not looked up: what is known of them in general. */
const WITHOUT_JDK: readonly RegExp[] = [
  /^org\.springframework(?:\.(?:boot|data|kafka|amqp|integration|cloud|retry|ws|hateoas|batch|graphql|ai|restdocs|statemachine|vault|ldap|plugin))?:spring-/,
  /^io\.(?:netty|projectreactor|r2dbc|lettuce|grpc|opentelemetry|prometheus|reactivex|smallrye|rest-assured|github\.resilience4j|github\.openfeign|swagger|sentry|undertow|vertx|quarkus|micronaut|ktor|helidon|javalin|dropwizard|zipkin|jaegertracing|nats|minio|debezium)(?:\.[\w.]+)?:(?!quarkus-(?:qute-dev|bootstrap))/,
  /^org\.apache\.(?:kafka|avro|httpcomponents(?:\.\w+)?|tomcat(?:\.embed)?|commons|poi|pdfbox|curator|zookeeper|rocketmq|activemq|pulsar|lucene|shiro|velocity|parquet|thrift|tika):/,
  /^com\.(?:google\.(?:protobuf|inject|cloud|api|apis|auth|firebase|android|errorprone:error_prone_annotations)|amazonaws|azure|microsoft\.(?:azure|sqlserver)|oracle\.database(?:\.\w+)?|squareup\.(?:okhttp3|okio|retrofit2|moshi)|rabbitmq|auth0|nimbusds|github\.ben-manes\.caffeine|typesafe(?:\.(?:config|akka))?|sparkjava|alibaba|baomidou|github\.pagehelper|sun\.(?:mail|xml\.bind|activation)|opencsv|jayway\.jsonpath|fasterxml(?:\.[\w.]+)?|hazelcast|mchange|jcraft|networknt|graphql-java|lmax|linecorp\.armeria|newrelic(?:\.[\w.]+)?|datadoghq)(?:[.:]|$)/,
  /^software\.amazon\.(?:awssdk|msk|kinesis):/,
  /^org\.(?:mongodb|mariadb\.jdbc|xerial|redisson|elasticsearch(?:\.client)?|opensearch\.client|eclipse\.(?:jetty(?:\.[\w.]+)?|persistence|microprofile[\w.]*|paho)|glassfish(?:\.[\w.]+)?|jboss(?:\.[\w.]+)?|hibernate(?:\.[\w.]+)?|jetbrains\.(?:kotlinx?|exposed)|scala-lang|typelevel|http4s|apache\.pekko|mybatis(?:\.[\w.]+)?|quartz-scheduler|yaml|json|jsoup|javassist|aspectj|bouncycastle|reactivestreams|jooq|jdbi|ehcache|infinispan|freemarker|keycloak|zalando|web3j|asynchttpclient|msgpack|rocksdb|lz4|objenesis|ow2\.asm|checkerframework|immutables|vavr|jfree|openjfx|eclipse)(?:[.:]|$)/,
  /^(?:net\.logstash\.logback|net\.javacrumbs\.shedlock|net\.java\.dev\.jna|com\.github\.luben|com\.github\.jnr|net\.bytebuddy:byte-buddy$|dom4j|jaxen|log4j|joda-time|cglib|antlr|xerces|xalan|net\.minidev|p6spy|cn\.hutool|com\.qcloud|com\.aliyun[\w.]*)(?:[.:]|$)/,
]

/** @param name `group:artifact` */
export function isPlainJava(name: string): boolean {
  return PLAIN.some((each) => each.test(name))
}

export function runsOnJre(name: string): boolean {
  return isPlainJava(name) || WITHOUT_JDK.some((each) => each.test(name))
}
