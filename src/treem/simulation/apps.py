from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "treem.simulation"
