"""The worker with a defect: REFLECT_PLANTED=NAME python -m tests.planted.worker."""

import os

from pytest import MonkeyPatch

from tests.planted import defects
from tests.store.worker import main

if __name__ == "__main__":
    getattr(defects, os.environ["REFLECT_PLANTED"])(MonkeyPatch())
    main()
