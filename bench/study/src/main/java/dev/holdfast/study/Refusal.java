package dev.holdfast.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** An answer other than 200: its status, and its body, which always says {@code error}. */
final class Refusal extends RuntimeException {
    private final HttpStatus status;
    private final Map<String, Object> body = new LinkedHashMap<>();

    Refusal(HttpStatus status, String error) {
        super(error, null, false, false);
        this.status = status;
        body.put("error", error);
    }

    static Refusal badRequest(String error) {
        return new Refusal(HttpStatus.BAD_REQUEST, error);
    }

    static Refusal unavailable(String error) {
        return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, error);
    }

    /** @param value may be null, which JSON shows */
    Refusal with(String field, Object value) {
        body.put(field, value);
        return this;
    }

    HttpStatus status() {
        return status;
    }

    Map<String, Object> body() {
        return body;
    }
}
