package dev.holdfast.study;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.CPSubsystemManagementService;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the CP Subsystem. Hazelcast neither removes a crashed CP member soon (by default after four hours) nor promotes a
 * restarted one; the study's operator did both by hand.
 */
final class CpMembership {
    private static final Logger LOG = LoggerFactory.getLogger(CpMembership.class);
    /** Generous for a Raft commit, short enough that an answer comes while its asker is still there. */
    private static final int ANSWER_SECONDS = 10;

    private final HazelcastInstance hazelcast;
    private final PodDirectory pods;
    private final CPSubsystemManagementService management;

    CpMembership(HazelcastInstance hazelcast, PodDirectory pods) {
        this.hazelcast = hazelcast;
        this.pods = pods;
        this.management = hazelcast.getCPSubsystem().getCPSubsystemManagementService();
    }

    Collection<CPMember> cpMembers() throws InterruptedException {
        return answer(management.getCPMembers());
    }

    List<CPMember> cpMembersOf(Pod pod) throws InterruptedException {
        return cpMembers().stream().filter(member -> pods.wasAt(member.getAddress(), pod)).toList();
    }

    boolean isAlive(CPMember member) {
        return living().stream().anyMatch(alive -> alive.getAddress().equals(member.getAddress()));
    }

    void remove(CPMember member) throws InterruptedException {
        answer(management.removeCPMember(member.getUuid()));
        LOG.info("Removed from the CP Subsystem: {}", member);
    }

    /** What the operator did for a restarted Pod: removes the CP members that are gone, promotes this one, until that is done. */
    void takePlace() throws InterruptedException {
        while (management.getLocalCPMember() == null) {
            try {
                awaitNoPredecessor();
                for (var member : cpMembers()) {
                    if (!isAlive(member) || isPredecessor(member)) {
                        remove(member);
                    }
                }
                promote();
            } catch (RuntimeException e) {
                // Others change the membership too, and only one change is made at a time.
                LOG.info("Not a CP member yet, trying again: {}", e.toString());
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Until the cluster has noticed that this Pod's former member is gone, that one can't be removed. */
    private void awaitNoPredecessor() {
        var local = hazelcast.getCluster().getLocalMember();
        var pod = local.getAttribute(PodDirectory.POD_ATTRIBUTE);
        if (living().stream().anyMatch(other -> !other.equals(local) && pod.equals(other.getAttribute(PodDirectory.POD_ATTRIBUTE)))) {
            throw new IllegalStateException("The former member of " + pod + " still counts as alive.");
        }
    }

    /** A CP member with this member's address, asked while this one is none: a container that restarts in its Pod keeps the address. */
    private boolean isPredecessor(CPMember member) {
        return member.getAddress().equals(hazelcast.getCluster().getLocalMember().getAddress());
    }

    /** Without a limit of its own: a promotion still under way would look like a predecessor in the next round. */
    private void promote() throws InterruptedException {
        try {
            management.promoteToCPMember().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The promotion failed: " + e.getCause(), e);
        }
        LOG.info("Promoted: {}", management.getLocalCPMember());
    }

    private Collection<Member> living() {
        return hazelcast.getCluster().getMembers();
    }

    private static <T> T answer(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().toString(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The METADATA group has not answered within " + ANSWER_SECONDS + " s.", e);
        }
    }
}
