"""What ``help`` prints: not bash's list of builtins, but what a visitor can type on a simulated machine."""

from __future__ import annotations

TEXTS = {
    "en": """\
A simulated host. bash's own help is not modelled; this can be typed:
  docker run, ps, exec, inspect, network, compose     more: docker --help
  ip addr, ip route, ip link, ip neigh, bridge fdb    what is set up
  ping, curl, nc, traceroute, dig, arping             send something
  iptables -S, iptables -t nat -S, conntrack -L       filter and NAT
  tcpdump -i docker0, ss -tln                         observe
  why web db:5432     why one reaches the other, or not (on vm)
  ssh lan             the other machine; exit comes back
Images are stand-ins: a container of nginx, mysql or redis opens the
image's ports and answers there, no more.
What is not modelled says so by name.
""",
    "zh": """\
这是一台模拟的主机。没有实现 bash 自带的 help；可以输入：
  docker run、ps、exec、inspect、network、compose     其余见 docker --help
  ip addr、ip route、ip link、ip neigh、bridge fdb    查看配置
  ping、curl、nc、traceroute、dig、arping             发送数据包
  iptables -S、iptables -t nat -S、conntrack -L       过滤与 NAT
  tcpdump -i docker0、ss -tln                         抓包与查看套接字
  why web db:5432     为什么通或者不通（在 vm 上）
  ssh lan             登录另一台机器；exit 返回
镜像都是替身：nginx、mysql、redis 的容器只打开镜像声明的端口并作出应答，
没有真正的服务。没有实现的命令会报出自己的名称。
""",
}


def help_text(language: str) -> str:
    """The help in a language: ``zh``, or ``zh_CN.UTF-8`` as in LANG; English for all others.

    >>> help_text("zh_CN.UTF-8")[:9]
    '这是一台模拟的主机'
    """
    return TEXTS["zh" if language.startswith("zh") else "en"]
