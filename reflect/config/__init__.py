"""The configuration: the config file, the settings and the platform's folders."""
