package dev.holdfast.study;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Checks the names that requests use. */
@Component
class PodNames {
    private final int replicas;

    PodNames(Settings settings) {
        this.replicas = settings.replicas();
    }

    Pod replica(String name) {
        var pod = Pod.parse(name).orElseThrow(() -> Refusal.badRequest("Not a replica's name: " + name + ". Allowed: pod-<number>."));
        if (pod.number() >= replicas) {
            throw new Refusal(HttpStatus.NOT_FOUND, "There is no " + name + ": the replicas are pod-0 to pod-" + (replicas - 1) + ".");
        }
        return pod;
    }
}
