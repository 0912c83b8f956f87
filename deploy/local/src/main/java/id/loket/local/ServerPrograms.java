package id.loket.local;

import id.loket.local.core.CoreSimulator;
import id.loket.local.mail.MailServer;
import id.loket.local.notice.NoticeSimulator;
import id.loket.local.organiser.OrganiserSimulator;
import id.loket.local.secret.LocalAuthority;
import id.loket.local.server.CacheFolder;
import id.loket.local.server.CassandraProgram;
import id.loket.local.server.OpenSearchProgram;
import id.loket.local.server.OwnProgram;
import id.loket.local.server.PostgresProgram;
import id.loket.local.server.RabbitProgram;
import id.loket.local.server.RedisProgram;
import id.loket.local.server.S3Program;
import id.loket.local.server.ServerProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which program stands behind each server of a stack. */
record ServerPrograms(
    Options options,
    CacheFolder cache,
    Path data,
    Ports ports,
    Endpoints endpoints,
    Map<String, String> knobs,
    Map<String, String> coreEnvironment,
    Optional<LocalAuthority> authority) {

  ServerProgram of(Server server) {
    ProjectFolder project = options.project();
    Path folder = data.resolve(server.folder());
    Endpoint endpoint = endpoints.of(server);
    return switch (server) {
      case POSTGRES ->
          new PostgresProgram(project, cache, folder, endpoint, !options.isTemporary(), authority);
      case REDIS -> new RedisProgram(project, cache, folder, endpoint, authority);
      case RABBITMQ ->
          new RabbitProgram(
              cache,
              folder,
              endpoint,
              endpoints.rabbitManagement(),
              ports.number(Port.RABBITMQ_DISTRIBUTION),
              ports.number(Port.EPMD),
              authority);
      case CASSANDRA ->
          new CassandraProgram(
              project,
              folder,
              endpoint.port(),
              ports.number(Port.CASSANDRA_STORAGE),
              options.javaOptions("LOKET_CASSANDRA_JAVA_OPTIONS", ""));
      case S3 ->
          new S3Program(
              project, folder, endpoint, options.javaOptions("LOKET_S3_JAVA_OPTIONS", ""));
      case MAIL ->
          new OwnProgram(
              server.folder(),
              MailServer.class.getName(),
              List.of(
                  Integer.toString(ports.number(Port.SMTP)),
                  Integer.toString(ports.number(Port.INBOX)),
                  folder.toString()),
              project.serverClassPath("mail"),
              Map.of(),
              folder,
              "http://127.0.0.1:" + ports.number(Port.INBOX) + "/api/simulation");
      case ORGANISER ->
          new OwnProgram(
              server.folder(),
              OrganiserSimulator.class.getName(),
              List.of(Integer.toString(endpoint.port()), folder.toString()),
              project.stackClassPath(),
              knobs,
              folder,
              endpoint.url() + "/simulation");
      case NOTICES ->
          new OwnProgram(
              server.folder(),
              NoticeSimulator.class.getName(),
              List.of(Integer.toString(endpoint.port()), folder.toString()),
              project.stackClassPath(),
              Map.of(),
              folder,
              endpoint.url() + "/api/simulation");
      case CORE ->
          new OwnProgram(
              server.folder(),
              CoreSimulator.class.getName(),
              List.of(Integer.toString(endpoint.port()), folder.toString()),
              project.stackClassPath(),
              coreEnvironment,
              folder,
              endpoint.url() + "/api/simulation");
      case OPENSEARCH ->
          new OpenSearchProgram(project, folder, endpoint, ports.number(Port.OPENSEARCH_TRANSPORT));
    };
  }
}
