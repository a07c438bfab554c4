"""Backup and restore: the database first, then the files, then (if asked) the master keys.

A row that the database copy holds had its bytes on disk before it committed, and files never change, so a copy of
the files made afterwards holds at least all of them.
"""
