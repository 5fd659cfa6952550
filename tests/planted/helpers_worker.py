"""A worker with a planted defect: REFLECT_PLANTED=NAME python -m tests.planted.helpers_worker."""

import os

from pytest import MonkeyPatch

from tests.planted import helpers_defects
from tests.store.helpers_worker import main

if __name__ == "__main__":
    getattr(helpers_defects, os.environ["REFLECT_PLANTED"])(MonkeyPatch())
    main()
