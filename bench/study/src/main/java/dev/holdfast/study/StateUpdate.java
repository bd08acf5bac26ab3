package dev.holdfast.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * The body of a PUT, read field by field because an absent {@code previous} (store whatever is there) differs from null (nothing is
 * stored yet), which a record filled by Jackson would not show.
 *
 * @param conditional whether the state is stored only when {@code previous} is the stored one
 */
record StateUpdate(String identifier, String state, boolean conditional, String previous) {
    static StateUpdate parse(ObjectMapper json, byte[] body) {
        var fields = object(json, body);
        if (!fields.path("identifier").isTextual()) {
            throw Refusal.badRequest("identifier must be a string.");
        }
        var conditional = fields.has("previous");
        return new StateUpdate(
                fields.get("identifier").textValue(),
                text(fields, "state"),
                conditional,
                conditional ? text(fields, "previous") : null);
    }

    private static JsonNode object(ObjectMapper json, byte[] body) {
        try {
            var node = json.readTree(body == null ? new byte[0] : body);
            if (node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // Answered below: where in the body Jackson stopped helps nobody.
        }
        throw Refusal.badRequest("The body must be a JSON object.");
    }

    /** A string, or null where JSON says null. */
    private static String text(JsonNode fields, String name) {
        var value = fields.path(name);
        if (!value.isTextual() && !value.isNull()) {
            throw Refusal.badRequest(name + " must be a string or null.");
        }
        return value.textValue();
    }
}
