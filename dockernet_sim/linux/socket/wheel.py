"""When a kernel timer goes off: the timer wheel is coarser the further it looks ahead (kernel/time/timer.c, HZ=250)."""

from bisect import bisect_right

_REACHES = (0.252, 2.016, 16.128, 129.024)  # seconds up to which each level looks ahead, but for the last
_STEPS = (0.004, 0.032, 0.256, 2.048, 16.384)


def goes_off(now: float, delay: float) -> float:
    """The moment at which a timer that is set now fires: never early, and on a step of its level.

    >>> round(goes_off(0.01, 1.0), 3), round(goes_off(0.01, 0.2), 3)
    (1.024, 0.212)
    """
    step = _STEPS[bisect_right(_REACHES, delay)]
    return ((now + delay) // step + 1) * step
