package dev.holdfast.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the environment says, checked once at the start.
 *
 * @param podAddress address that the member binds to and tells its peers; null lets Hazelcast choose
 * @param replicas CP members that the cluster waits for before it forms
 * @param groupSize members of one CP group
 * @param serviceDns headless Service whose addresses are the peers; null when {@code members} names them
 * @param members peers as {@code host:port}, instead of DNS; empty otherwise
 * @param host where the REST interface listens: only the own Pod's application uses it
 * @param probePort where the kubelet and Prometheus are answered, on all addresses
 */
record Settings(
        Pod pod,
        String podAddress,
        int replicas,
        int groupSize,
        String serviceDns,
        List<String> members,
        int memberPort,
        String host,
        int port,
        int probePort) {

    static Settings from(Map<String, String> environment) {
        var name = required(environment, "POD_NAME");
        var pod = Pod.parse(name).orElseThrow(() -> invalid("POD_NAME", name, "pod-0, pod-1, …"));
        var replicas = number(environment, "REPLICAS", null, 3, 1000);
        var members = Arrays.stream(environment.getOrDefault("MEMBERS", "").split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
        if (pod.number() >= replicas) {
            throw invalid("POD_NAME", name, "a number below REPLICAS, which is " + replicas);
        }
        return new Settings(
                pod,
                optional(environment, "POD_IP", null),
                replicas,
                number(environment, "GROUP_SIZE", "5", 3, 7),
                members.isEmpty() ? required(environment, "SERVICE_DNS") : null,
                members,
                number(environment, "MEMBER_PORT", "5701", 1, 65535),
                optional(environment, "HOST", "127.0.0.1"),
                number(environment, "PORT", "32200", 1, 65535),
                number(environment, "PROBE_PORT", "32201", 1, 65535));
    }

    /** Pod i keeps its state in group ⌊i / g⌋. */
    String groupOf(Pod pod) {
        return "group-" + pod.number() / groupSize;
    }

    private static String optional(Map<String, String> environment, String name, String fallback) {
        var value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? fallback : value;
    }

    private static String required(Map<String, String> environment, String name) {
        var value = optional(environment, name, null);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set.");
        }
        return value;
    }

    private static int number(Map<String, String> environment, String name, String fallback, int least, int most) {
        var text = fallback == null ? required(environment, name) : optional(environment, name, fallback);
        var allowed = "a whole number from " + least + " to " + most;
        try {
            var value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The message below says more than Java's.
        }
        throw invalid(name, text, allowed);
    }

    private static IllegalArgumentException invalid(String name, String value, String allowed) {
        return new IllegalArgumentException("Invalid value for " + name + ": " + value + ". Allowed: " + allowed + ".");
    }
}
