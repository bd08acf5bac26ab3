package dev.holdfast.study;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which Pod had which address, also after it crashed. The address is all that tells whose a CP member is: a promoted member's
 * UUID in the CP Subsystem is not its UUID in the cluster, Hazelcast draws a new one.
 */
final class PodDirectory implements InitialMembershipListener {
    static final String POD_ATTRIBUTE = "pod";

    private final Map<Address, String> podAt = new ConcurrentHashMap<>();

    @Override
    public void init(InitialMembershipEvent event) {
        event.getMembers().forEach(this::remember);
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        remember(event.getMember());
    }

    /** Keeps the entry: the member may still be one of the CP Subsystem's. */
    @Override
    public void memberRemoved(MembershipEvent event) {}

    boolean wasAt(Address address, Pod pod) {
        return pod.name().equals(podAt.get(address));
    }

    private void remember(Member member) {
        var pod = member.getAttribute(POD_ATTRIBUTE);
        if (pod != null) {
            podAt.put(member.getAddress(), pod);
        }
    }
}
