package dev.holdfast.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hazelcast.cp.IAtomicReference;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reads and writes the replicas' states. */
@RestController
@RequestMapping("/api/v1/state")
class StateController {
    private final ConsensusMember member;
    private final PodNames names;
    private final ObjectMapper json;

    StateController(ConsensusMember member, PodNames names, ObjectMapper json) {
        this.member = member;
        this.names = names;
        this.json = json;
    }

    record StoredState(String identifier, String state) {}

    @GetMapping("/{name}")
    StoredState get(@PathVariable String name) {
        var pod = names.replica(name);
        if (!member.isFormed()) {
            throw Refusal.unavailable(member.whatIsMissing());
        }
        try {
            return new StoredState(pod.name(), member.onState(pod, IAtomicReference::get));
        } catch (RuntimeException e) {
            throw Refusal.unavailable(e.toString());
        }
    }

    @PutMapping
    StoredState put(@RequestBody(required = false) byte[] body) {
        var update = StateUpdate.parse(json, body);
        var pod = names.replica(update.identifier());
        if (!member.isFormed()) {
            throw Refusal.unavailable(member.whatIsMissing()).with("applied", "no");
        }
        try {
            if (!update.conditional()) {
                member.onState(pod, reference -> {
                    reference.set(update.state());
                    return null;
                });
            } else if (!member.onState(pod, reference -> reference.compareAndSet(update.previous(), update.state()))) {
                throw new Refusal(HttpStatus.CONFLICT, "Another state than the previous one is stored.")
                        .with("state", member.onState(pod, IAtomicReference::get));
            }
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException e) {
            // Hazelcast may have committed it, or may still do so.
            throw Refusal.unavailable(e.toString()).with("applied", "unknown");
        }
        return new StoredState(pod.name(), update.state());
    }
}
