"""When a kernel timer goes off: the timer wheel is coarser the further it looks ahead (kernel/time/timer.c, HZ=250)."""

_LEVELS = ((0.252, 0.004), (2.016, 0.032), (16.128, 0.256), (129.024, 2.048))
_COARSEST = 16.384


def goes_off(now: float, delay: float) -> float:
    """The moment at which a timer that is set now fires: never early, and on a step of its level.

    >>> round(goes_off(0.01, 1.0), 3), round(goes_off(0.01, 0.2), 3)
    (1.024, 0.212)
    """
    step = next((step for reach, step in _LEVELS if delay < reach), _COARSEST)
    return ((now + delay) // step + 1) * step
