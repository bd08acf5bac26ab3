package dev.holdfast.study;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Answers the kubelet and Prometheus on all addresses. Spring's server listens on one address only, and that is the loopback's, so that
 * nobody but the own Pod's application changes states.
 */
final class ProbeServer implements AutoCloseable {
    private static final Set<String> PATHS = Set.of("/livez", "/metrics");

    private final HttpServer server;

    ProbeServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", ProbeServer::answer);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var status = PATHS.contains(exchange.getRequestURI().getPath()) ? 200 : 404;
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
