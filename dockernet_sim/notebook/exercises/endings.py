"""What each exercise was about: told when every goal is met, with the variant's values by their labels."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.both import Both

ENDINGS = {
    "patch-cable": Both(
        "A veth pair is a cable between two network namespaces. Docker makes one for each network of a container "
        "and plugs the outer end into a bridge. vm has no end of this one, so it has no route to {rooms[0]} or {rooms[1]}.",
        "一对 veth 就是连接两个网络命名空间的网线。Docker 为容器的每个网络创建一对，把外面的一端接到网桥上。这一对"
        "在 vm 上没有端点，所以 vm 没有到 {rooms[0]} 和 {rooms[1]} 的路由。",
    ),
    "switch-by-hand": Both(
        "This is docker0 without Docker: a bridge that learns which MAC is behind which port, and a veth pair for each "
        "namespace. Docker adds an address to the bridge, so that the host becomes the gateway, and rules that let "
        "bridged frames pass FORWARD.",
        "这就是没有 Docker 的 docker0：一个学习 MAC 与端口对应关系的网桥，每个命名空间一对 veth。Docker 另外给网桥配上"
        "地址，让宿主机成为网关，并添加规则让桥接的帧通过 FORWARD。",
    ),
    "two-rooms": Both(
        "A network is a room: on a user-defined one, Docker's DNS server at 127.0.0.11 resolves the names of the "
        "containers there. The default network has no names, and it joined all three by address until two of them "
        "left it.",
        "一个网络就是一个房间：在自定义网络上，127.0.0.11 上的 Docker DNS 服务器能解析同一网络上的容器名。默认网络"
        "不解析名称，而且在其中两个容器离开之前，三个容器在上面用地址都能互通。",
    ),
    "private-port": Both(
        "The address in `-p ADDRESS:HOST:CONTAINER` ends up in the DNAT rule and in docker-proxy's socket: bound "
        "to 127.0.0.1, a port is for vm's own programs only. Without an address it is 0.0.0.0, every address of vm.",
        "`-p ADDRESS:HOST:CONTAINER` 里的地址会写进 DNAT 规则和 docker-proxy 的套接字：绑定到 127.0.0.1 的端口只供 "
        "vm 自己的程序使用。不写地址就是 0.0.0.0，也就是 vm 的所有地址。",
    ),
    "three-tiers": Both(
        "Isolation between tiers is a matter of who shares a network: {api} is on both, so it talks to both "
        "neighbours, but it does not route for them. Only {web} needs a published port, because only {web} is asked "
        "from outside.",
        "层与层之间的隔离取决于谁和谁在同一个网络上：{api} 两个都在，所以能与两边通信，但不替它们转发。只有 {web} 需要"
        "发布端口，因为只有它接受外面的访问。",
    ),
    "sidecar": Both(
        "`--network container:{api}` puts a second container into {api}'s network namespace: one loopback, one eth0, "
        "one set of ports for both. A pod of Kubernetes and `network_mode: service:{api}` of Compose are the same.",
        "`--network container:{api}` 让第二个容器加入 {api} 的网络命名空间：两者共用一个回环接口、一个 eth0、一套端口。"
        "Kubernetes 的 Pod 和 Compose 的 `network_mode: service:{api}` 也是这样。",
    ),
    "internal-tier": Both(
        "On an internal network a container gets no default route, and rules on vm drop what enters or leaves the "
        "bridge with a foreign address. A container keeps its other networks, so {api} is the only way between the "
        "tier and the world.",
        "在内部网络上，容器没有默认路由，vm 上的规则还会丢弃进出这个网桥而地址属于别处的包。容器的其他网络不受影响"
        "，所以 {api} 是这一层与外界之间唯一的通道。",
    ),
    "pool-clash": Both(
        "A bridge's subnet is a route of vm, and the longest prefix wins. Docker refuses a subnet that overlaps "
        "one of its own networks, but it does not compare a subnet that you name with the host's routes: a clash "
        "with the VPN is accepted in silence.",
        "网桥的子网在 vm 上就是一条路由，最长前缀优先。与 Docker 自己的网络重叠的子网会被拒绝；但是你指定的子网不会"
        "与宿主机的路由比对：与 VPN 冲突也会被悄悄接受。",
    ),
    "nat-by-hand": Both(
        "These four steps are what `-p` and Docker's start make: forwarding, rules of FORWARD in both directions, "
        "MASQUERADE for the way out, DNAT for the way in. FORWARD sees the port after DNAT, so the secret port "
        "stays closed by the policy.",
        "`-p` 和 Docker 启动时所做的就是这四步：开启转发，FORWARD 里两个方向的规则，出去用 MASQUERADE，进来用 DNAT"
        "。FORWARD 看到的是 DNAT 之后的端口，所以不公开的端口由默认策略挡住。",
    ),
    "compose-tiers": Both(
        "Without `networks:` Compose puts every service onto PROJECT_default, and each reaches each. Tiers are two "
        "networks with api on both, `internal: true` closes one of them, and without `ports:` nothing of db is "
        "open on vm.",
        "不写 `networks:` 时，Compose 把所有服务放到“项目_default”网络上，彼此都能访问。分层就是两个网络，api 两个"
        "都在；`internal: true` 封闭其中一个；没有 `ports:`，db 就不会在 vm 上开放。",
    ),
    "which-cable": Both(
        "`@if` and `iflink` name the peer's index, `master` names the bridge. A frame for the internet carries the "
        "MAC of the next hop, which is the gateway's address on the bridge; only the IP header names the real "
        "destination.",
        "`@if` 和 `iflink` 给出对端的编号，`master` 给出网桥。发往互联网的帧写的是下一跳的 MAC，也就是网桥上网关地"
        "址的 MAC；只有 IP 首部里写着真正的目的地。",
    ),
    "who-reaches-whom": Both(
        "Reachability follows from the containers' networks alone: two that share one reach each other, internal "
        "or not. A container on two networks reaches both sides and passes nothing on.",
        "能否访问只取决于各容器在哪些网络上：同在一个网络上就能互通，不论它是不是内部网络。在两个网络上的容器能访问"
        "两边，但不转发。",
    ),
    "whose-address": Both(
        "DNAT rewrites the destination, MASQUERADE the source, and a bridge neither. So {web} sees lan's own "
        "address; the internet sees vm's; and behind docker-proxy the connection is a new one, from vm's address "
        "on the bridge. Logs and rate limits depend on it.",
        "DNAT 改写目的地址，MASQUERADE 改写源地址，网桥什么都不改。所以 {web} 看到的是 lan 自己的地址，互联网看到的是"
        " vm 的地址；经过 docker-proxy 时是一个新连接，来自 vm 在网桥上的地址。日志和限速都与此有关。",
    ),
    "where-it-dies": Both(
        "Since 28, a packet for a container that does not come in by its own bridge is dropped in raw PREROUTING, "
        "before any routing. `docker network connect` needs no rule to change: the container gets a cable of its "
        "own into the other network.",
        "从 28 起，发往容器地址、却不是从它自己的网桥进来的包，在路由之前就在 raw 表的 PREROUTING 里被丢弃。`docker"
        " network connect` 不需要改动规则：容器直接有了一根接到另一个网络的网线。",
    ),
    "what-breaks-at-29": Both(
        "What packets could do by accident is closed (the direct way to a container), what scripts read has moved "
        "(`.NetworkSettings.IPAddress`), and links keep their names but not their variables. Published ports, "
        "gateways and names work as before.",
        "原来碰巧能通的被关掉了（直接访问容器的地址），脚本读取的字段换了位置（`.NetworkSettings.IPAddress`），链接"
        "只剩名称、没有变量。发布的端口、网关和名称照旧。",
    ),
    "broken-laws": Both(
        "One counterexample refutes a property. A published port leads one way: it is a rule for vm's port, and none "
        "leads back. And sharing a network is not enough: with enable_icc=false, names resolve and packets between "
        "neighbours are dropped in FORWARD. A true law names such conditions.",
        "一个反例就能推翻一条性质。发布的端口是单向的：规则只针对 vm 的端口，没有引回来的路。同在一个网络也不够："
        "设置 enable_icc=false 之后，名称能解析，邻居之间的包却在 FORWARD 里被丢弃。成立的定律要写明这些条件。",
    ),
    "lost-name": Both(
        "The default network has no DNS server of Docker's: names there come from each container's hosts file. On "
        "a network of your own 127.0.0.11 answers at the moment it is asked, so restarts and new addresses do not "
        "matter.",
        "默认网络上没有 Docker 的 DNS 服务器：名称只来自各容器的 hosts 文件。在自己创建的网络上，127.0.0.11 在被查"
        "询的那一刻才作答，所以重启和地址变化都没有影响。",
    ),
    "refused-port": Both(
        "A refusal means that the packet arrived and no socket listens at that port: `-p HOST:CONTAINER` led to a "
        "port that the program does not use. A lost packet would have been silence.",
        "被拒绝说明包已经到达，只是那个端口上没有套接字在监听：`-p HOST:CONTAINER` 指向了程序没有使用的端口。如果包"
        "丢了，就不会有任何回音。",
    ),
    "shut-in": Both(
        "Docker publishes no port of a container that is on internal networks only, and says nothing about it. A "
        "second, ordinary network gives {web} an address to publish; {db} stays inside.",
        "容器只在内部网络上时，Docker 不会发布它的端口，也不会提示。再加一个普通网络，{web} 就有了可以发布的地址；{db} "
        "仍留在里面。",
    ),
    "lost-lan": Both(
        "A docker network is a route on the host. Its subnet lay inside the LAN's, its prefix is longer, and so vm "
        "looked for lan on a bridge. The DNS server was there as well: names and addresses broke together.",
        "一个 docker 网络在宿主机上就是一条路由。它的子网落在局域网里，前缀又更长，于是 vm 到网桥上去找 lan。DNS 服"
        "务器也在那个网段，所以名称和地址一起失效。",
    ),
    "large-pages": Both(
        "Small packets fit, full segments do not, and the message that would tell the sender is dropped: a path "
        "MTU black hole. A network with the tunnel's MTU, or an MSS that is clamped on the way, keeps the segments "
        "small enough.",
        "小的包放得下，满长的报文段放不下，而通知发送方的消息又被丢弃：这就是路径 MTU 黑洞。把网络的 MTU 设成隧道的"
        " MTU，或者在途中钳制 MSS，报文段就不会过大。",
    ),
    "two-gateways": Both(
        "A container on two networks has one default route. Docker gives it to the network with the highest "
        "`--gw-priority`, else to the first by name. Docker sets it again at each start; a route typed inside is "
        "lost.",
        "在两个网络上的容器只有一条默认路由。Docker 把它给 `--gw-priority` 最高的网络，优先级相同则给名称排在最前的"
        "。每次启动时 Docker 都会重新设置，在容器里手工加的路由会丢失。",
    ),
    "ufw-is-on": Both(
        "A published port is DNATed in PREROUTING and then forwarded: INPUT, where ufw denies, never sees it. Bind "
        "the port to 127.0.0.1, or put the rule into DOCKER-USER with the container's port.",
        "发布的端口先在 PREROUTING 里做 DNAT，然后被转发：ufw 拒绝的地方是 INPUT，根本看不到它。可以把端口绑定到 12"
        "7.0.0.1，或者在 DOCKER-USER 里用容器的端口写规则。",
    ),
    "office-only": Both(
        "In DOCKER-USER the port is the container's already; conntrack still knows the one that was asked for "
        "(`--ctorigdstport`). And a DROP for what comes in needs a rule before it that lets answers pass: they come in, too.",
        "在 DOCKER-USER 里，端口已经是容器的端口；最初请求的端口 conntrack 仍然知道（`--ctorigdstport`）。丢弃进来"
        "的包之前，要先放行应答：应答也是进来的包。",
    ),
    "sandbox": Both(
        "Internal keeps a container from the internet and the LAN, but vm has an address on that bridge, and what "
        "listens on all of vm's addresses answers there. The isolated gateway mode leaves the bridge without an "
        "address.",
        "内部网络让容器不能访问互联网和局域网，但 vm 在那个网桥上有一个地址，监听 vm 所有地址的程序都会在那里应答。"
        "isolated 网关模式让网桥没有地址。",
    ),
    "alias-twins": Both(
        "An alias belongs to one connection of one container to one network, and Docker does not mind two holders "
        "of the same name: DNS gives both addresses. Where projects share a network, use the containers' own names.",
        "别名属于某个容器与某个网络的一次连接。Docker 不在意两个容器用同一个别名：DNS 会给出两个地址。在共享网络上"
        "，请使用容器自己的名称。",
    ),
    "five-faults": Both(
        "Five layers, five tools: DNS (`getent`), routes (`ip route get`), MTU (`ping -s`), rules in a namespace "
        "(`nsenter ... iptables`), rules of the host (counters). One hop at a time, the first one that fails is "
        "where to look.",
        "五个层面，五种工具：DNS（`getent`）、路由（`ip route get`）、MTU（`ping -s`）、命名空间里的规则（`nsenter "
        "... iptables`）、宿主机的规则（计数器）。一跳一跳地查，第一个不通的地方就是要看的地方。",
    ),
}
