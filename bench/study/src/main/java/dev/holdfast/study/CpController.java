package dev.holdfast.study;

import java.lang.management.ManagementFactory;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells whether the CP Subsystem has formed, and removes its crashed members. */
@RestController
@RequestMapping("/api/v1/cp")
class CpController {
    /** A request that waits holds one of Tomcat's threads. */
    private static final int LONGEST_WAIT_SECONDS = 600;

    private final double startedAt = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
    private final ConsensusMember member;
    private final PodNames names;
    private final int replicas;

    CpController(ConsensusMember member, PodNames names, Settings settings) {
        this.member = member;
        this.names = names;
        this.replicas = settings.replicas();
    }

    /** @param startedAt Unix seconds at which this JVM started */
    record Formation(boolean formed, double startedAt, int cpMembers, int replicas) {}

    record Removal(UUID removed) {}

    @GetMapping("/verify")
    Formation verify(@RequestParam(defaultValue = "0") String waitSeconds) throws InterruptedException {
        if (!member.awaitFormed(seconds(waitSeconds))) {
            throw notFormed(member.whatIsMissing());
        }
        try {
            return new Formation(true, startedAt, membership().cpMembers().size(), replicas);
        } catch (RuntimeException e) {
            throw notFormed("The CP members can't be listed: " + e.getMessage());
        }
    }

    @DeleteMapping("/{name}")
    Removal remove(@PathVariable String name) throws InterruptedException {
        var pod = names.replica(name);
        try {
            var membership = membership();
            var members = membership.cpMembersOf(pod);
            if (members.isEmpty()) {
                throw new Refusal(HttpStatus.NOT_FOUND, "No CP member is known to belong to " + name + ".");
            }
            var crashed = members.stream()
                    .filter(candidate -> !membership.isAlive(candidate))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(HttpStatus.CONFLICT, name + " is alive: only a crashed member can be removed."));
            membership.remove(crashed);
            return new Removal(crashed.getUuid());
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException e) {
            throw Refusal.unavailable(e.toString());
        }
    }

    private CpMembership membership() {
        return member.cpMembership().orElseThrow(() -> Refusal.unavailable(member.whatIsMissing()));
    }

    private Refusal notFormed(String error) {
        return Refusal.unavailable(error).with("formed", false).with("startedAt", startedAt);
    }

    private static double seconds(String text) {
        try {
            var seconds = Double.parseDouble(text);
            if (seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw Refusal.badRequest("waitSeconds must be a number from 0 to " + LONGEST_WAIT_SECONDS + ".");
    }
}
